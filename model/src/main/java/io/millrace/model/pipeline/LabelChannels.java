package io.millrace.model.pipeline;

import java.util.HashSet;
import java.util.List;

/**
 * Who labels events, where that is more than one.
 *
 * @param fieldPath dotted path of the channel's name; a label without one is of the first channel
 * @param order names of the channels, the one that is believed least first; 1 to 100
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
}
