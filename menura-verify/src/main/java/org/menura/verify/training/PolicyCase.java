package org.menura.verify.training;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.menura.tensor.grad.GradBackend;
import org.menura.train.objective.Gae;
import org.menura.train.objective.GroupAdvantages;
import org.menura.train.objective.Grpo;
import org.menura.train.objective.KlEstimator;
import org.menura.train.objective.Ppo;
import org.menura.train.objective.TokenRewards;
import org.menura.train.objective.Whitening;
import org.menura.verify.Batch;
import org.menura.verify.CaseSettings;
import org.menura.verify.Check;
import org.menura.verify.RecordedCase;

/** The arithmetic of policy gradients: {@code kind: ppo} and {@code kind: grpo}. */
final class PolicyCase extends TrainingCase {
    private PolicyCase(RecordedCase recorded, GradBackend ops) {
        super(recorded, ops);
    }

    static List<Check> run(RecordedCase recorded, GradBackend ops) {
        PolicyCase c = new PolicyCase(recorded, ops);
        if (recorded.kind().equals("ppo")) {
            c.ppo();
        } else {
            c.grpo();
        }
        return c.checks;
    }

    private double parameter(String name) {
        return settings.part("hyperparameters").number(name);
    }

    private KlEstimator estimator() {
        CaseSettings h = settings.part("hyperparameters");
        return switch (h.text("kl_estimator", "k1")) {
            case "k1" -> KlEstimator.K1;
            case "k3" -> KlEstimator.K3;
            default -> throw h.unsupported("kl_estimator", "supported: k1, k3");
        };
    }

    private void ppo() {
        int[] tokens = lengths("response_mask");
        int[] positions = lengths("value_mask");
        double[][] old = rows("old_logprobs", tokens);
        double[][] reference = rows("reference_logprobs", tokens);
        double[][] rewards =
                TokenRewards.of(old, reference, doubles("scores"), positions, parameter("kl_coef"), estimator());
        padded("token_rewards", rewards);
        double[][] values = rows("old_values", positions);
        Gae gae = Gae.of(rewards, values, parameter("gamma"), parameter("lam"));
        double[][] advantages = Whitening.of(Ppo.ofTokens(gae.advantages(), old), true);
        padded("advantages.raw", gae.advantages());
        padded("returns", gae.returns());
        padded("advantages", advantages);
        Ppo.Options options =
                new Ppo.Options(parameter("cliprange"), parameter("cliprange_value"), parameter("vf_coef"));
        double[][] newValues = rows("new_values", positions);
        Ppo.Result result =
                Ppo.of(rows("new_logprobs", tokens), old, advantages, newValues, values, gae.returns(), options);
        value("policy_loss", result.policy().loss());
        value("value_loss", result.value().loss());
        value("policy_clip_fraction", result.metrics().getOrDefault("policy_clip_fraction", Double.NaN));
        value("loss", result.loss());
        padded("grad.new_logprobs", result.logpGradient());
        padded("grad.new_values", result.valueGradient());
    }

    private void grpo() {
        int group = (int) parameter("num_generations");
        double[] advantages = GroupAdvantages.of(doubles("rewards"), group, true);
        values("advantages", advantages);
        if (golden.has("advantages.unscaled")) {
            values("advantages.unscaled", GroupAdvantages.of(doubles("rewards"), group, false));
        }
        for (Grpo.ImportanceSampling level : Grpo.ImportanceSampling.values()) {
            String prefix = level == Grpo.ImportanceSampling.TOKEN ? "token." : "sequence.";
            for (String averaging : List.of("grpo", "bnpo", "dr_grpo")) {
                grpo(prefix + averaging, () -> grpo(advantages, level, averaging(averaging)));
            }
        }
    }

    private Grpo.Averaging averaging(String name) {
        return switch (name) {
            case "grpo" -> new Grpo.Averaging.BySequence();
            case "bnpo" -> new Grpo.Averaging.ByToken();
            default -> new Grpo.Averaging.ByConstant((int) parameter("max_completion_length"));
        };
    }

    /** Compares what is recorded of one kind of the loss. */
    private void grpo(String kind, Supplier<Grpo.Result> computed) {
        if (!golden.has("loss." + kind)) {
            return;
        }
        Grpo.Result result = computed.get();
        value("loss." + kind, result.loss());
        if (golden.has("grad." + kind)) {
            padded("grad." + kind, result.gradient());
        }
        if (kind.equals("token.grpo")) {
            valueIfRecorded("kl_mean", () -> result.metrics().getOrDefault("kl", Double.NaN));
        }
    }

    private Grpo.Result grpo(double[] advantages, Grpo.ImportanceSampling level, Grpo.Averaging averaging) {
        int[] tokens = lengths("completion_mask");
        Grpo.Options options = new Grpo.Options(
                parameter("beta"), parameter("epsilon_low"), parameter("epsilon_high"), level, averaging);
        return Grpo.of(
                rows("new_logprobs", tokens),
                rows("old_logprobs", tokens),
                golden.has("reference_logprobs") ? rows("reference_logprobs", tokens) : null,
                advantages,
                options);
    }

    /** How long the rows are that a mask of ones, then zeros marks. */
    private int[] lengths(String mask) {
        return Arrays.stream(Batch.rows(golden.tensor(mask)))
                .mapToInt(row -> Arrays.stream(row).sum())
                .toArray();
    }

    private double[][] rows(String name, int[] lengths) {
        double[] all = doubles(name);
        int width = golden.shape(name).dim(1);
        double[][] rows = new double[lengths.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(all, i * width, i * width + lengths[i]);
        }
        return rows;
    }

    /** Compares rows with a padded matrix, whose padding is zero. */
    private void padded(String name, double[][] rows) {
        int width = golden.shape(name).dim(1);
        double[] all = new double[rows.length * width];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, all, i * width, rows[i].length);
        }
        values(name, all);
    }
}
