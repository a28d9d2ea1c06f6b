package io.millrace.stream.config;

import java.util.Iterator;
import java.util.Map;

/** A settings file written again, overrides included: one line a top key, every value quoted. */
final class NodeText {
  private final StringBuilder text = new StringBuilder();

  private NodeText() {}

  static String of(Node root) {
    NodeText writing = new NodeText();
    if (root instanceof Node.Mapping mapping) {
      mapping
          .entries()
          .forEach(
              (key, entry) -> {
                writing.quote(key);
                writing.text.append(": ");
                writing.write(entry.value());
                writing.text.append('\n');
              });
    }
    return writing.text.toString();
  }

  private void write(Node node) {
    if (node instanceof Node.Mapping mapping) {
      text.append('{');
      Iterator<Map.Entry<String, Node.Entry>> entries = mapping.entries().entrySet().iterator();
      while (entries.hasNext()) {
        Map.Entry<String, Node.Entry> entry = entries.next();
        quote(entry.getKey());
        text.append(": ");
        write(entry.getValue().value());
        if (entries.hasNext()) text.append(", ");
      }
      text.append('}');
    } else if (node instanceof Node.Sequence sequence) {
      text.append('[');
      for (int i = 0; i < sequence.items().size(); i++) {
        if (i > 0) text.append(", ");
        write(sequence.items().get(i));
      }
      text.append(']');
    } else {
      String value = ((Node.Scalar) node).text();
      if (value == null) text.append("null");
      else quote(value);
    }
  }

  private void quote(String value) {
    text.append('"');
    value.chars().forEach(this::escape);
    text.append('"');
  }

  private void escape(int c) {
    if (c == '"' || c == '\\') text.append('\\').append((char) c);
    else if (c < 0x20 || c > 0x7e) text.append(String.format("\\u%04x", c));
    else text.append((char) c);
  }
}
