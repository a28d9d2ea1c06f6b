package io.millrace.stream.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A pipeline file with some settings changed, under a name.
 *
 * @param settings values by dotted key, as YAML, in the order given
 */
public record Variant(String name, Map<String, String> settings) {
  private static final String EXPECTED = "a name, ':' and settings, e.g. slow:learner.rate=0.05";
  private static final String NAMES = "letters, digits, '.', '_', '=' and '-'";

  public Variant {
    settings = new LinkedHashMap<>(settings);
    if (!name.matches("[\\p{L}\\p{N}._=/-]{1,80}")) {
      throw new ConfigException(List.of("variant name = " + name + ", expected " + NAMES));
    }
  }

  /** The file as it is. */
  public static Variant asItIs(String name) {
    return new Variant(name, Map.of());
  }

  /**
   * {@code NAME:KEY=VALUE,KEY=VALUE}; a comma inside brackets, braces or quotes belongs to the
   * value.
   */
  public static Variant parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 1 || colon == text.length() - 1) {
      throw new ConfigException(List.of("--variant " + text + ", expected " + EXPECTED));
    }
    Map<String, String> settings = new LinkedHashMap<>();
    for (String setting : split(text.substring(colon + 1))) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        throw new ConfigException(
            List.of("--variant " + text + ": " + setting + ", expected " + EXPECTED));
      }
      settings.put(setting.substring(0, equals).strip(), setting.substring(equals + 1).strip());
    }
    return new Variant(text.substring(0, colon), settings);
  }

  /**
   * A list of mappings, each a {@code name} and settings by dotted key: {@code - {name: slow,
   * learner.rate: 0.05}}.
   *
   * @throws ConfigException if anything is wrong with it
   */
  public static List<Variant> read(Path file) {
    Problems problems = new Problems();
    Node root;
    try {
      root = YamlText.read(file.getFileName().toString(), Files.readString(file), problems);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "--variants: cannot read " + file + " (" + e + "), expected a YAML file", e);
    }
    List<Variant> variants = new ArrayList<>();
    if (root instanceof Node.Sequence list) {
      list.items().forEach(item -> readItem(item, variants, problems));
    } else {
      problems.add(root.place(), root.said() + ", expected a list of {name: ..., KEY: VALUE}");
    }
    problems.throwIfAny();
    return variants;
  }

  private static void readItem(Node item, List<Variant> variants, Problems problems) {
    if (!(item instanceof Node.Mapping mapping)
        || !mapping.entries().containsKey("name")
        || !(mapping.entries().get("name").value() instanceof Node.Scalar name)
        || name.text() == null) {
      problems.add(item.place(), item.said() + ", expected {name: ..., KEY: VALUE}");
      return;
    }
    Map<String, String> settings = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach(
            (key, entry) -> {
              if (!key.equals("name")) {
                settings.put(key, flow(entry.value()));
              }
            });
    variants.add(new Variant(name.text(), settings));
  }

  /** Every combination of the values of some keys, named by them; the last key changes first. */
  public static List<Variant> grid(Map<String, String> values) {
    List<Variant> grid = List.of();
    for (Map.Entry<String, String> key : values.entrySet()) {
      List<Variant> wider = new ArrayList<>();
      // The first key widens nothing: a place holder stands for the variant without settings.
      for (Variant before : grid.isEmpty() ? List.of(asItIs("-")) : grid) {
        for (String value : split(key.getValue())) {
          wider.add(before.with(key.getKey(), value, !grid.isEmpty()));
        }
      }
      grid = wider;
    }
    return grid;
  }

  private Variant with(String key, String value, boolean named) {
    Map<String, String> more = new LinkedHashMap<>(settings);
    more.put(key, value);
    String said =
        key.substring(key.lastIndexOf('.') + 1)
            + "="
            + value.replaceAll("[^\\p{L}\\p{N}._-]+", "_");
    return new Variant(named ? name + "/" + said : said, more);
  }

  /** At commas that are not inside brackets, braces or quotes. */
  static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    char quote = 0;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '[' || c == '{' || c == '(') {
        depth++;
      } else if (c == ']' || c == '}' || c == ')') {
        depth--;
      } else if (c == ',' && depth == 0) {
        parts.add(text.substring(start, i).strip());
        start = i + 1;
      }
    }
    parts.add(text.substring(start).strip());
    return parts;
  }

  private static String flow(Node node) {
    if (node instanceof Node.Sequence list) {
      return list.items().stream().map(Variant::flow).collect(Collectors.joining(", ", "[", "]"));
    }
    if (node instanceof Node.Mapping mapping) {
      return mapping.entries().entrySet().stream()
          .map(e -> quoted(e.getKey()) + ": " + flow(e.getValue().value()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    String text = ((Node.Scalar) node).text();
    return text == null ? "null" : quoted(text);
  }

  private static String quoted(String text) {
    return text.matches("[\\p{L}\\p{N}._-]+") ? text : "'" + text.replace("'", "''") + "'";
  }
}
