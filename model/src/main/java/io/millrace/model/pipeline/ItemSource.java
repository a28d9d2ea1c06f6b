package io.millrace.model.pipeline;

import java.util.stream.Stream;

/**
 * Where a pipeline that recommends hears of its items.
 *
 * @param topic of the items, JSON objects
 * @param itemPath dotted path of which, compared as text
 * @param withdrawnPath dotted path of whether it is withdrawn: true or false; false where missing;
 *     null where none ever is
 * @param titlePath dotted path of its title; null where none is said
 * @param categoriesPath dotted path of its categories, a list of texts or one text; null where none
 *     are said
 * @param separator what each of those texts is parted at; null where it is one category
 * @param pricePath dotted path of its price; null where none is said
 * @param time from when on, for a backtest; null where a file's notices hold from its beginning
 */
public record ItemSource(
    String topic,
    String itemPath,
    String withdrawnPath,
    String titlePath,
    String categoriesPath,
    String separator,
    String pricePath,
    TimeSource time) {
  public ItemSource {
    Settings.requireTopic("items.topic", topic);
    Settings.requirePath("items.item", itemPath);
    if (withdrawnPath != null) Settings.requirePath("items.withdrawn", withdrawnPath);
    if (titlePath != null) Settings.requirePath("items.title", titlePath);
    if (categoriesPath != null) Settings.requirePath("items.categories", categoriesPath);
    if (pricePath != null) Settings.requirePath("items.price", pricePath);
    Settings.require(
        Stream.of(withdrawnPath, titlePath, categoriesPath, pricePath).anyMatch(p -> p != null),
        "items",
        itemPath + " and nothing said of it",
        "at least one of withdrawn, title, categories, price");
    Settings.require(
        separator == null || !separator.isEmpty() && categoriesPath != null,
        "items.separator",
        separator,
        "one character or more beside categories, e.g. \"|\"");
  }
}
