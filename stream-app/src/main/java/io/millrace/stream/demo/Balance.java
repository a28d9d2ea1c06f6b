package io.millrace.stream.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.millrace.stream.accounting.Identity;
import java.util.List;
import java.util.stream.Stream;

/** Whether all that a pipeline of the demo counted adds up. */
record Balance(List<Identity> identities) {
  /**
   * @param topics those that the topics alone must hold
   * @param more those of what was sent and what was learnt
   */
  static Balance of(List<Identity> topics, Identity... more) {
    return new Balance(Stream.concat(topics.stream(), Stream.of(more)).toList());
  }

  boolean holds() {
    return identities.stream().allMatch(Identity::holds);
  }

  ArrayNode json() {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (Identity identity : identities) {
      all.addObject()
          .put("says", identity.says())
          .put("left", identity.left())
          .put("right", identity.right())
          .put("holds", identity.holds());
    }
    return all;
  }

  /** One line each, for people. */
  List<String> lines() {
    return identities.stream()
        .map(identity -> (identity.holds() ? "  ok     " : "  WRONG  ") + identity)
        .toList();
  }
}
