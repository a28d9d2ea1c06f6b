package io.millrace.stream.config;

import java.io.StringReader;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * YAML as nodes that know their places. Nothing is converted: {@code 1}, {@code true} and {@code
 * 7d} stay the texts they are. Aliases of lists and mappings, and tags of one's own, are refused.
 */
final class YamlText {
  private final String source;
  private final Problems problems;
  private final Set<org.yaml.snakeyaml.nodes.Node> collections =
      Collections.newSetFromMap(new IdentityHashMap<>());

  private YamlText(String source, Problems problems) {
    this.source = source;
    this.problems = problems;
  }

  /** The text's one document; an empty mapping where it cannot be read, which is a problem. */
  static Node read(String source, String text, Problems problems) {
    return new YamlText(source, problems).read(text);
  }

  private Node read(String text) {
    Place start = new Place(source, 1, 1);
    try {
      LoaderOptions options = new LoaderOptions();
      options.setNestingDepthLimit(20);
      org.yaml.snakeyaml.nodes.Node root = new Yaml(options).compose(new StringReader(text));
      return root == null ? Node.Mapping.at(start) : node(root);
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark();
      String said =
          e.getContext() == null ? e.getProblem() : e.getContext() + ", " + e.getProblem();
      problems.add(mark == null ? start : place(mark), "not YAML: " + said);
    } catch (YAMLException e) {
      problems.add(start, "not YAML: " + e.getMessage());
    }
    return Node.Mapping.at(start);
  }

  private Node node(org.yaml.snakeyaml.nodes.Node yaml) {
    Place place = place(yaml.getStartMark());
    if (!(yaml instanceof ScalarNode) && !collections.add(yaml)) {
      problems.add(place, yaml.getNodeId() + " used again by an alias, expected it written out");
      return new Node.Scalar(place, null);
    }
    if (!yaml.getTag().startsWith(Tag.PREFIX)) {
      problems.add(place, "tag " + yaml.getTag() + ", expected a plain value without a tag");
    }
    if (yaml instanceof ScalarNode scalar) {
      boolean absent = scalar.getTag().equals(Tag.NULL);
      return new Node.Scalar(place, absent ? null : scalar.getValue());
    }
    if (yaml instanceof SequenceNode list) {
      Node.Sequence sequence = Node.Sequence.at(place);
      list.getValue().forEach(item -> sequence.items().add(node(item)));
      return sequence;
    }
    return mapping((MappingNode) yaml, place);
  }

  private Node mapping(MappingNode yaml, Place place) {
    Node.Mapping mapping = Node.Mapping.at(place);
    for (NodeTuple tuple : yaml.getValue()) {
      Place keyPlace = place(tuple.getKeyNode().getStartMark());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.add(keyPlace, "a key that is no plain text, expected a name such as pipeline");
        continue;
      }
      Node.Entry entry = new Node.Entry(keyPlace, node(tuple.getValueNode()));
      Node.Entry first = mapping.entries().putIfAbsent(key.getValue(), entry);
      if (first != null) {
        problems.add(
            keyPlace,
            key.getValue() + ": given twice, expected once; the first is at " + first.keyPlace());
      }
    }
    return mapping;
  }

  private Place place(Mark mark) {
    return new Place(source, mark.getLine() + 1, mark.getColumn() + 1);
  }
}
