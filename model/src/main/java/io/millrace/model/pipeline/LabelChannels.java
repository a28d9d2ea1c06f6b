package io.millrace.model.pipeline;

import java.util.HashSet;
import java.util.List;

/**
 * Who labels events, where that is more than one.
 *
 * @param fieldPath dotted path of the channel's name; a label without one is of the first channel
 * @param order names of the channels, the one that is believed least first; 1 to 100. Labels are
 *     kept with their place in it, so names are only ever added at its end
 */
public record LabelChannels(String fieldPath, List<String> order) {
  public LabelChannels {
    order = List.copyOf(order);
    Settings.requirePath("labels.channels.field", fieldPath);
    Settings.require(
        !order.isEmpty() && order.size() <= 100 && new HashSet<>(order).size() == order.size(),
        "labels.channels.order",
        order,
        "1 to 100 different names, the channel that is believed least first");
  }

  /**
   * The name of a channel.
   *
   * @param place in the order, 0 or more; one beyond it is of a label that an instance with another
   *     file read, and is called {@code #} and its place
   */
  public String name(int place) {
    return place < order.size() ? order.get(place) : "#" + place;
  }
}
