package io.millrace.model.metric;

import java.util.Arrays;

/**
 * One day's highest score per entity, and whether the entity had a positive. Open addressing over
 * dense entity numbers, load at most one half.
 */
final class EntityScores {
  private static final int FREE = -1;

  private int[] entities = new int[64];
  private double[] scores = new double[64];
  private boolean[] positives = new boolean[64];
  private int size;

  EntityScores() {
    Arrays.fill(entities, FREE);
  }

  void add(int entity, double score, boolean positive) {
    int slot = slotOf(entity);
    if (entities[slot] == FREE) {
      if (2 * (size + 1) > entities.length) {
        grow();
        slot = slotOf(entity);
      }
      size++;
      entities[slot] = entity;
      scores[slot] = score;
    }
    scores[slot] = Math.max(scores[slot], score);
    if (positive) {
      positives[slot] = true;
    }
  }

  /** Calls back in no promised order. */
  void forEach(Visitor visitor) {
    for (int slot = 0; slot < entities.length; slot++) {
      if (entities[slot] != FREE) {
        visitor.visit(entities[slot], scores[slot], positives[slot]);
      }
    }
  }

  private int slotOf(int entity) {
    int mask = entities.length - 1;
    int slot = (entity * 0x9E3779B9) >>> 7 & mask;
    while (entities[slot] != FREE && entities[slot] != entity) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    int[] oldEntities = entities;
    double[] oldScores = scores;
    boolean[] oldPositives = positives;
    entities = new int[oldEntities.length * 2];
    scores = new double[entities.length];
    positives = new boolean[entities.length];
    Arrays.fill(entities, FREE);
    for (int i = 0; i < oldEntities.length; i++) {
      if (oldEntities[i] != FREE) {
        int slot = slotOf(oldEntities[i]);
        entities[slot] = oldEntities[i];
        scores[slot] = oldScores[i];
        positives[slot] = oldPositives[i];
      }
    }
  }

  /** What {@link #forEach} calls. */
  interface Visitor {
    void visit(int entity, double score, boolean positive);
  }
}
