// See context.h: nothing of this is mentioned.
#pragma once
