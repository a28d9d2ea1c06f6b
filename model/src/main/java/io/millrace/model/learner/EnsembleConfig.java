package io.millrace.model.learner;

import static io.millrace.model.learner.LearnerSettings.require;
import static io.millrace.model.learner.LearnerSettings.shortest;

import java.util.List;

/**
 * Settings of an {@link Ensemble}.
 *
 * @param members 2 to 8 learners, no ensemble among them; those that take ids all have the same
 *     {@code hash_bits}
 * @param rate of the exponentiated gradient; 0.000001 to 1000
 * @param share of the weight that is spread over all members after each example, so that who falls
 *     behind can come back; 0 to 0.5
 */
public record EnsembleConfig(List<LearnerConfig> members, double rate, double share)
    implements LearnerConfig {
  public static final String KIND = "ensemble";
  public static final double DEFAULT_RATE = 0.01;
  public static final double DEFAULT_SHARE = 0.0001;

  private static final int MOST = 8;

  public EnsembleConfig {
    members = List.copyOf(members);
    require(
        members.size() >= 2 && members.size() <= MOST,
        "members",
        members.size() + " learners",
        "2 to " + MOST);
    require(
        members.stream().noneMatch(EnsembleConfig.class::isInstance),
        "members",
        "an ensemble",
        "learners of other kinds: put its members here");
    require(
        members.stream().mapToInt(LearnerConfig::hashBits).filter(b -> b > 0).distinct().count()
            <= 1,
        "members",
        members.stream().map(LearnerConfig::hashBits).toList() + " hash_bits",
        "the same hash_bits in all members that have them: they share the ids");
    LearnerSettings.requireRate("rate", rate, DEFAULT_RATE);
    require(share >= 0 && share <= 0.5, "share", share, "0 to 0.5; start at 0.0001");
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public int hashBits() {
    return members.stream().mapToInt(LearnerConfig::hashBits).max().orElse(0);
  }

  @Override
  public boolean hasRate() {
    return members.stream().allMatch(LearnerConfig::hasRate);
  }

  @Override
  public long stateBytes() {
    return members.stream().mapToLong(LearnerConfig::stateBytes).sum();
  }

  @Override
  public Ensemble create(Inputs inputs) {
    return new Ensemble(this, inputs);
  }

  @Override
  public String canonical() {
    StringBuilder text = new StringBuilder("kind=" + KIND);
    text.append(" rate=").append(shortest(rate)).append(" share=").append(shortest(share));
    for (int i = 0; i < members.size(); i++) {
      for (String word : members.get(i).canonical().split(" ")) {
        text.append(" members.").append(i).append('.').append(word);
      }
    }
    return text.toString();
  }
}
