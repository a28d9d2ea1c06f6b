package io.millrace.stream.config;

import java.util.ArrayList;
import java.util.List;

/** Gives each path the next free slot, once. */
final class Slots {
  private final List<String> paths = new ArrayList<>();

  int of(String path) {
    int slot = paths.indexOf(path);
    if (slot < 0) {
      paths.add(path);
      slot = paths.size() - 1;
    }
    return slot;
  }

  List<String> paths() {
    return List.copyOf(paths);
  }
}
