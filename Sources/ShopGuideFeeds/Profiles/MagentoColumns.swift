/// The columns of Magento's export, of version 2 or 1.
struct MagentoColumns {
    let sku, type, title, price, categories, image, images, description, shortDescription, brand, manufacturer: Int?
    let stock, quantity, isOnline, view, attributes, variations: Int?
    /// The columns of version 1 with one variant of a configurable product in each row.
    let variant, option, value: Int?
    /// Whether the column of categories has several in one cell.
    let hasLists: Bool
    /// The columns of attributes.
    let others: [(column: Int, name: String)]

    init(_ columns: ProfileColumns) {
        (sku, title, price) = (columns["sku"], columns["name"], columns["price"])
        type = columns["product_type", "_type"]
        hasLists = columns["categories"] != nil
        categories = columns["categories", "_category"]
        (image, images) = (columns["base_image", "image"], columns["additional_images", "_media_image"])
        (description, shortDescription) = (columns["description"], columns["short_description"])
        (brand, manufacturer) = (columns["brand"], columns["manufacturer"])
        (stock, quantity) = (columns["is_in_stock"], columns["qty"])
        (isOnline, view) = (columns["product_online", "status"], columns["store_view_code", "_store"])
        (attributes, variations) = (columns["additional_attributes"], columns["configurable_variations"])
        variant = columns["_super_products_sku"]
        (option, value) = (columns["_super_attribute_code"], columns["_super_attribute_option"])
        let known: Set<Int?> = [
            sku, type, title, price, categories, image, images, description, shortDescription, brand, manufacturer,
            stock, quantity,
            isOnline, view, attributes, variations, variant, option, value,
        ]
        others = columns.names.enumerated().compactMap { column, name in
            known.contains(column) || Self.steers(name) ? nil : (column, name)
        }
    }

    /// Whether products have variants.
    var hasVariants: Bool { variations != nil || variant != nil }

    /// Returns whether a column or an attribute tells the shop what to do rather than customers what a product is.
    static func steers(_ name: String) -> Bool {
        let name = name.lowercased()
        return steering.contains(name) || prefixes.contains(where: name.hasPrefix)
            || suffixes.contains(where: name.hasSuffix)
    }

    private static let prefixes = [
        "_", "meta_", "use_config_", "related_", "crosssell_", "upsell_", "bundle_", "downloadable_", "custom_",
        "gift_", "giftcard_",
        "min_", "max_", "enable_", "news_", "quantity_and_", "links_", "samples_", "msrp_", "allow_", "swatch_",
        "image_", "email_",
    ]
    private static let suffixes = [
        "_label", "_labels", "_position", "_from_date", "_to_date", "_layout", "_skus", "_ids", "_options", "_websites",
        "_id",
    ]
    private static let steering: Set<String> = [
        "visibility", "tax_class_name", "url_key", "url_path", "small_image", "thumbnail", "thumbnail_image",
        "media_gallery", "created_at",
        "updated_at", "display_product_options_in", "map_price", "cost", "minimal_price", "out_of_stock_qty",
        "is_qty_decimal",
        "backorders", "notify_on_stock_below", "notify_stock_qty", "manage_stock", "qty_increments",
        "is_decimal_divided", "website_id",
        "hide_from_product_page", "configurable_variation_labels", "configurable_variations", "options_container",
        "page_layout",
        "attribute_set_code", "attribute_set", "is_returnable", "price_type", "price_view", "sku_type", "weight_type",
        "shipment_type",
        "has_options", "required_options", "is_recurring", "recurring_profile", "gallery", "store", "websites",
        "is_redeemable", "lifetime",
        "stock_status_changed_auto", "stock_status_changed_automatically", "product_online", "status", "is_imported",
    ]
}
