#include "ShopGuideFiles.h"

#pragma clang diagnostic ignored "-Wc23-extensions"  // #embed

// Each is a text that ends with a zero. Swift's own way of embedding files, an array literal of their bytes, takes its compiler minutes.
static const struct shopguide_file files[] = {
    {"openapi.json", (const char[]){
#embed "../ShopGuideService/OpenAPI/openapi.json"
    , 0}},
    {"api.js", (const char[]){
#embed "../ShopGuideService/Page/Assets/api.js"
    , 0}},
    {"card.js", (const char[]){
#embed "../ShopGuideService/Page/Assets/card.js"
    , 0}},
    {"categories.js", (const char[]){
#embed "../ShopGuideService/Page/Assets/categories.js"
    , 0}},
    {"columns.js", (const char[]){
#embed "../ShopGuideService/Page/Assets/columns.js"
    , 0}},
    {"dom.js", (const char[]){
#embed "../ShopGuideService/Page/Assets/dom.js"
    , 0}},
    {"draft.js", (const char[]){
#embed "../ShopGuideService/Page/Assets/draft.js"
    , 0}},
    {"dropzone.js", (const char[]){
#embed "../ShopGuideService/Page/Assets/dropzone.js"
    , 0}},
    {"experiments.js", (const char[]){
#embed "../ShopGuideService/Page/Assets/experiments.js"
    , 0}},
    {"frame.js", (const char[]){
#embed "../ShopGuideService/Page/Assets/frame.js"
    , 0}},
    {"gauge.js", (const char[]){
#embed "../ShopGuideService/Page/Assets/gauge.js"
    , 0}},
    {"guide.js", (const char[]){
#embed "../ShopGuideService/Page/Assets/guide.js"
    , 0}},
    {"icon.svg", (const char[]){
#embed "../ShopGuideService/Page/Assets/icon.svg"
    , 0}},
    {"imports.js", (const char[]){
#embed "../ShopGuideService/Page/Assets/imports.js"
    , 0}},
    {"keys.js", (const char[]){
#embed "../ShopGuideService/Page/Assets/keys.js"
    , 0}},
    {"map.js", (const char[]){
#embed "../ShopGuideService/Page/Assets/map.js"
    , 0}},
    {"markets.js", (const char[]){
#embed "../ShopGuideService/Page/Assets/markets.js"
    , 0}},
    {"metrics.js", (const char[]){
#embed "../ShopGuideService/Page/Assets/metrics.js"
    , 0}},
    {"models.js", (const char[]){
#embed "../ShopGuideService/Page/Assets/models.js"
    , 0}},
    {"opened.js", (const char[]){
#embed "../ShopGuideService/Page/Assets/opened.js"
    , 0}},
    {"page.css", (const char[]){
#embed "../ShopGuideService/Page/Assets/page.css"
    , 0}},
    {"reason.js", (const char[]){
#embed "../ShopGuideService/Page/Assets/reason.js"
    , 0}},
    {"search.js", (const char[]){
#embed "../ShopGuideService/Page/Assets/search.js"
    , 0}},
    {"signin.js", (const char[]){
#embed "../ShopGuideService/Page/Assets/signin.js"
    , 0}},
    {"trainings.js", (const char[]){
#embed "../ShopGuideService/Page/Assets/trainings.js"
    , 0}},
    {"views.css", (const char[]){
#embed "../ShopGuideService/Page/Assets/views.css"
    , 0}},
    {"words.js", (const char[]){
#embed "../ShopGuideService/Page/Assets/words.js"
    , 0}},
    {"words.json", (const char[]){
#embed "../ShopGuideService/Page/Assets/words.json"
    , 0}},
    {"categories.mustache", (const char[]){
#embed "../ShopGuideService/Page/Templates/categories.mustache"
    , 0}},
    {"guide.mustache", (const char[]){
#embed "../ShopGuideService/Page/Templates/guide.mustache"
    , 0}},
    {"layout.mustache", (const char[]){
#embed "../ShopGuideService/Page/Templates/layout.mustache"
    , 0}},
    {"markets.mustache", (const char[]){
#embed "../ShopGuideService/Page/Templates/markets.mustache"
    , 0}},
    {"models.mustache", (const char[]){
#embed "../ShopGuideService/Page/Templates/models.mustache"
    , 0}},
    {"signin.mustache", (const char[]){
#embed "../ShopGuideService/Page/Templates/signin.mustache"
    , 0}},
};

const struct shopguide_file *shopguide_file(int number) {
    int count = sizeof files / sizeof files[0];
    return number >= 0 && number < count ? &files[number] : 0;
}
