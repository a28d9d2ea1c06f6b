package io.millrace.model.pipeline;

/**
 * Where a pipeline that recommends hears of its items.
 *
 * @param topic of the items, JSON objects
 * @param itemPath dotted path of which, compared as text
 * @param withdrawnPath dotted path of whether it is withdrawn: true or false; false where missing
 * @param time from when on, for a backtest; null where a file's notices hold from its beginning
 */
public record ItemSource(String topic, String itemPath, String withdrawnPath, TimeSource time) {
  public ItemSource {
    Settings.requireTopic("items.topic", topic);
    Settings.requirePath("items.item", itemPath);
    Settings.requirePath("items.withdrawn", withdrawnPath);
  }
}
