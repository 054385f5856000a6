#include "Images.h"

enum {
    WHITE = 255,
    GREY = 128,
    /// Opacity from which a pixel is seen, and below which the ground shows through.
    FAINT = 32,
    HALF = 128,
    /// What is lighter in every channel can't be told from white.
    NEARLY_WHITE = 240,
    /// A picture is lost on white where at most one visible pixel in so many is darker than that.
    VISIBLE_PER_DARK = 50,
    /// Less ground than one pixel in so many is no ground.
    PIXELS_PER_GROUND = 64,
};

/// `value` with opacity `alpha` on a ground.
static uint8_t composite(uint8_t value, uint8_t alpha, int ground) {
    return (uint8_t)((value * alpha + ground * (255 - alpha) + 127) / 255);
}

/// Whether nothing would be left to see on white, as of a white logo on a transparent ground.
static bool is_lost_on_white(fsi_image image) {
    int32_t colours = image->channels - 1;
    size_t pixels = (size_t)image->width * (size_t)image->height;
    size_t visible = 0, dark = 0, ground = 0;
    const uint8_t *in = image->pixels;
    for (size_t pixel = 0; pixel < pixels; pixel++, in += image->channels) {
        uint8_t alpha = in[colours];
        ground += alpha < HALF;
        if (alpha < FAINT) continue;
        visible++;
        bool is_dark = false;
        for (int32_t channel = 0; channel < colours; channel++) {
            is_dark |= composite(in[channel], alpha, WHITE) < NEARLY_WHITE;
        }
        dark += is_dark;
    }
    return visible > 0 && dark <= visible / VISIBLE_PER_DARK && ground > pixels / PIXELS_PER_GROUND;
}

void fsi_image_flatten(fsi_image image) {
    if (image->channels % 2) return;
    image->is_on_grey = is_lost_on_white(image);
    int ground = image->is_on_grey ? GREY : WHITE;
    int32_t colours = image->channels - 1;
    size_t pixels = (size_t)image->width * (size_t)image->height;
    const uint8_t *in = image->pixels;
    uint8_t *out = image->pixels;
    for (size_t pixel = 0; pixel < pixels; pixel++, in += image->channels) {
        uint8_t alpha = in[colours];  // before `out` reaches it
        for (int32_t channel = 0; channel < colours; channel++) *out++ = composite(in[channel], alpha, ground);
    }
    image->channels = colours;
}
