package io.millrace.model.learner;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A seeded stream of examples for comparing learners: ids rare and common, values and weights. */
record LessonStream(List<Lesson> lessons) {
  static final int IDS = 60;

  record Lesson(int[] ids, float[] values, boolean positive, float weight) {
    FeatureVector x() {
      FeatureVector x = new FeatureVector(ids.length);
      for (int i = 0; i < ids.length; i++) {
        x.add(ids[i], values[i]);
      }
      return x;
    }
  }

  /**
   * Ids in ascending order, each at most once: Tribuo's examples are sorted and without repeats.
   */
  static LessonStream random(long seed, int size) {
    Random random = new Random(seed);
    double[] truth = random.doubles(IDS, -1, 1).toArray();
    List<Lesson> lessons = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      int[] ids =
          random
              .doubles()
              .mapToInt(u -> (int) (u * u * IDS))
              .distinct()
              .limit(2 + random.nextInt(6))
              .sorted()
              .toArray();
      float[] values = new float[ids.length];
      double logit = -1;
      for (int k = 0; k < ids.length; k++) {
        values[k] = random.nextBoolean() ? 1 : 0.1f + 2 * random.nextFloat();
        logit += truth[ids[k]] * values[k];
      }
      boolean positive = random.nextDouble() < Sigmoid.of(logit);
      lessons.add(new Lesson(ids, values, positive, random.nextInt(4) == 0 ? 2.5f : 1));
    }
    return new LessonStream(lessons);
  }

  <L extends OnlineLearner> L teach(L learner) {
    for (Lesson lesson : lessons) {
      learner.learn(lesson.x(), lesson.positive(), lesson.weight());
    }
    return learner;
  }
}
