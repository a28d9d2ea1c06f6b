package io.millrace.stream.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.stream.topic.Input;
import io.millrace.stream.topic.Keeping;
import io.millrace.stream.topic.LogTopics;
import io.millrace.stream.topic.TopicSetting;
import io.millrace.stream.topic.TopicSpec;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A pipeline's topics in its description, for people and as JSON. */
final class DescribedTopics {
  private DescribedTopics() {}

  /** All topics but Kafka Streams' own. */
  static List<TopicSpec> of(LogTopics topics) {
    List<TopicSpec> all = new ArrayList<>(topics.inputs().stream().map(Input::spec).toList());
    all.addAll(topics.outputs(Keeping.DEFAULT, LogTopics.INPUT_BYTES));
    all.addAll(topics.own(Keeping.DEFAULT, LogTopics.INPUT_BYTES));
    return all;
  }

  static void print(PrintWriter out, List<TopicSpec> topics) {
    out.println(
        "\nTOPICS (as created; = must be so where it exists, >= at least, <= at most, ~ yours to set)");
    for (TopicSpec topic : topics) {
      out.printf(
          "  %s, %d partition%s%s%n",
          topic.name(),
          topic.partitions(),
          topic.partitions() == 1 ? "" : "s",
          topic.fixed() ? "" : " or any number");
      for (TopicSetting setting : topic.settings()) {
        out.printf("      %s %s %s%n", setting.key(), sign(setting.rule()), setting.bound());
      }
    }
  }

  private static String sign(TopicSetting.Rule rule) {
    return switch (rule) {
      case SAME -> "=";
      case AT_LEAST -> ">=";
      case AT_MOST -> "<=";
      case ANY -> "~";
    };
  }

  static void put(ObjectNode root, List<TopicSpec> topics) {
    topics.forEach(topic -> put(root.withArray("topics"), topic));
  }

  private static void put(ArrayNode topics, TopicSpec topic) {
    ObjectNode node = topics.addObject();
    node.put("name", topic.name());
    node.put("partitions", topic.partitions());
    node.put("partitions_fixed", topic.fixed());
    ArrayNode settings = node.putArray("settings");
    for (TopicSetting setting : topic.settings()) {
      settings
          .addObject()
          .put("key", setting.key())
          .put("created_with", setting.value())
          .put("checked", setting.rule().name().toLowerCase(Locale.ROOT));
    }
  }
}
