package io.millrace.stream.parse;

import java.util.ArrayList;
import java.util.List;

/** The places of a record's fields in its row of texts; a path that is read twice has one. */
final class FieldPlaces {
  private final List<String> paths = new ArrayList<>();

  int of(String path) {
    int place = paths.indexOf(path);
    if (place < 0) {
      paths.add(path);
      place = paths.size() - 1;
    }
    return place;
  }

  int[] of(List<String> some) {
    return some.stream().mapToInt(this::of).toArray();
  }

  List<String> paths() {
    return List.copyOf(paths);
  }
}
