package io.millrace.stream.demo;

import io.millrace.stream.http.ReplicaState.Quality;
import io.millrace.stream.instance.Instance;
import io.millrace.stream.observe.NewestLists;
import io.millrace.stream.training.ReplicaReader;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/** Draws the view a few times a second until closed. */
final class Watch implements AutoCloseable {
  private static final long EVERY_NANOS = 250_000_000;
  private static final long CLOSING_MS = 2_000;

  private final LiveView view;
  private final DemoWorld world;
  private final Course course;
  private final Duration length;
  private final Instance instance;
  private final ServiceCounts counts;
  private final ReplicaReader replica;
  private final AlertTail alerts;
  private final ListDemo lists;
  private final ReplicaReader recommender;
  private final ServiceCounts listCounts;
  private final NewestLists newestLists;
  private final Thread thread = new Thread(this::run, "live-view");
  private volatile String doing = "scoring and learning";
  private volatile boolean closed;

  /** Starts at once; closes the alerts in the end. */
  Watch(
      LiveView view,
      DemoWorld world,
      Course course,
      Duration length,
      Instance instance,
      AlertTail alerts,
      ListDemo lists) {
    this.view = view;
    this.world = world;
    this.course = course;
    this.length = length;
    this.instance = instance;
    this.alerts = alerts;
    this.lists = lists;
    recommender = instance.services().get(1).replica();
    newestLists = instance.services().get(1).meters().newestLists();
    listCounts = new ServiceCounts(instance.observability().registry(), lists.pipeline().name());
    counts =
        new ServiceCounts(
            instance.observability().registry(), instance.services().get(0).pipeline().name());
    replica = instance.services().get(0).replica();
    thread.setDaemon(true);
    thread.start();
  }

  void doing(String what) {
    doing = what;
    if (!view.isTerminal()) view.say(what);
  }

  private void run() {
    try (alerts) {
      while (!closed) {
        view.show(moment(), false);
        LockSupport.parkNanos(EVERY_NANOS);
      }
      view.show(moment(), true);
    }
  }

  private DemoMoment moment() {
    Instant clock = course.clock();
    return new DemoMoment(
        doing,
        course.passed(),
        length,
        clock,
        world.day(clock),
        course.perSecond(),
        course.sent(),
        counts.scored(),
        counts.learntFromLabels(),
        counts.learntAssumed(),
        counts.alerts(),
        counts.odd(),
        replica.<Quality>read((model, version) -> Instance.quality(model.quality())),
        replica.version().offset(),
        replica.lag(),
        replica.read((model, version) -> model.threshold()),
        alerts.poll(),
        instance.address(),
        lists.glance(recommender, listCounts, newestLists));
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(CLOSING_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
