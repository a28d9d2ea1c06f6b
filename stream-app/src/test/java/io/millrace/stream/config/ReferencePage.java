package io.millrace.stream.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads which keys a reference page documents: {@code ### section} and rows that begin with a key.
 */
final class ReferencePage {
  private static final Pattern HEADING = Pattern.compile("^#+ `([a-z_]+)`.*");
  private static final Pattern ROW = Pattern.compile("^\\| `([A-Za-z0-9_.*]+)` .*");

  private ReferencePage() {}

  static Map<String, List<String>> keysBySection(String page) {
    Map<String, List<String>> keys = new LinkedHashMap<>();
    List<String> section = new ArrayList<>();
    for (String line : page.lines().toList()) {
      Matcher heading = HEADING.matcher(line);
      Matcher row = ROW.matcher(line);
      if (heading.matches()) {
        section = keys.computeIfAbsent(heading.group(1), s -> new ArrayList<>());
      } else if (row.matches()) {
        section.add(row.group(1));
      }
    }
    return keys;
  }

  /** The last cell of each key's row, by section and key. */
  static Map<String, Map<String, String>> lastCells(String page) {
    Map<String, Map<String, String>> cells = new LinkedHashMap<>();
    String section = "";
    for (String line : page.lines().toList()) {
      Matcher heading = HEADING.matcher(line);
      Matcher row = ROW.matcher(line);
      if (heading.matches()) section = heading.group(1);
      if (!row.matches()) continue;
      String[] all = line.replace("\\|", "/").split("\\|", -1);
      cells
          .computeIfAbsent(section, s -> new LinkedHashMap<>())
          .put(row.group(1), all[all.length - 2].strip());
    }
    return cells;
  }
}
