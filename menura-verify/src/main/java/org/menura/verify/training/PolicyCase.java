package org.menura.verify.training;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.IntStream;
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
        int[][] tokens = counted("response_mask");
        int[][] positions = counted("value_mask");
        double[][] old = rows("old_logprobs", tokens);
        double[][] reference = rows("reference_logprobs", tokens);
        double[][] rewards = TokenRewards.of(
                old, reference, doubles("scores"), lengths(positions), parameter("kl_coef"), estimator());
        if (settings.part("hyperparameters").flag("whiten_rewards", false)) {
            rewards = Whitening.of(rewards, false);
        }
        padded("token_rewards", rewards, positions);
        double[][] values = rows("old_values", positions);
        Gae gae = Gae.of(rewards, values, parameter("gamma"), parameter("lam"));
        double[][] advantages = Whitening.of(Ppo.ofTokens(gae.advantages(), old), true);
        padded("advantages.raw", gae.advantages(), positions);
        padded("returns", gae.returns(), positions);
        padded("advantages", advantages, tokens);
        Ppo.Options options =
                new Ppo.Options(parameter("cliprange"), parameter("cliprange_value"), parameter("vf_coef"));
        double[][] newValues = rows("new_values", positions);
        Ppo.Result result =
                Ppo.of(rows("new_logprobs", tokens), old, advantages, newValues, values, gae.returns(), options);
        value("policy_loss", result.policy().loss());
        value("value_loss", result.value().loss());
        value("policy_clip_fraction", result.metrics().getOrDefault("policy_clip_fraction", Double.NaN));
        value("loss", result.loss());
        padded("grad.new_logprobs", result.logpGradient(), tokens);
        padded("grad.new_values", result.valueGradient(), positions);
    }

    private void grpo() {
        int group = (int) parameter("num_generations");
        double[] advantages = GroupAdvantages.of(doubles("rewards"), group, scale());
        values("advantages", advantages);
        if (golden.has("advantages.unscaled")) {
            values("advantages.unscaled", GroupAdvantages.of(doubles("rewards"), group, false));
        }
        for (Grpo.ImportanceSampling level : Grpo.ImportanceSampling.values()) {
            String prefix = level.name().toLowerCase(Locale.ROOT) + ".";
            for (String averaging : List.of("grpo", "bnpo", "dapo", "dr_grpo")) {
                grpo(prefix + averaging, () -> grpo(advantages, level, averaging(averaging)));
            }
        }
    }

    private GroupAdvantages.Scale scale() {
        CaseSettings h = settings.part("hyperparameters");
        return switch (h.raw("scale_rewards").asText("")) {
            case "", "group", "true" -> GroupAdvantages.Scale.GROUP;
            case "batch" -> GroupAdvantages.Scale.BATCH;
            case "none", "false" -> GroupAdvantages.Scale.NONE;
            default -> throw h.unsupported("scale_rewards", "supported: group, batch, none");
        };
    }

    private Grpo.Averaging averaging(String name) {
        return switch (name) {
            case "grpo" -> new Grpo.Averaging.BySequence();
            case "bnpo", "dapo" -> new Grpo.Averaging.ByToken();
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
            padded("grad." + kind, result.gradient(), counted("completion_mask"));
        }
        if (kind.equals("token.grpo")) {
            valueIfRecorded("kl_mean", () -> result.metrics().getOrDefault("kl", Double.NaN));
        }
    }

    private Grpo.Result grpo(double[] advantages, Grpo.ImportanceSampling level, Grpo.Averaging averaging) {
        int[][] tokens = counted("completion_mask");
        Grpo.Options options = new Grpo.Options(
                parameter("beta"),
                parameter("epsilon_low"),
                parameter("epsilon_high"),
                settings.part("hyperparameters").number("delta", Double.POSITIVE_INFINITY),
                level,
                averaging);
        return Grpo.of(
                rows("new_logprobs", tokens),
                rows("old_logprobs", tokens),
                golden.has("reference_logprobs") ? rows("reference_logprobs", tokens) : null,
                advantages,
                options);
    }

    /** Which columns of each row a mask counts. */
    private int[][] counted(String mask) {
        return Arrays.stream(Batch.rows(golden.tensor(mask)))
                .map(row ->
                        IntStream.range(0, row.length).filter(i -> row[i] != 0).toArray())
                .toArray(int[][]::new);
    }

    private static int[] lengths(int[][] counted) {
        return Arrays.stream(counted).mapToInt(row -> row.length).toArray();
    }

    private double[][] rows(String name, int[][] counted) {
        double[] all = doubles(name);
        int width = golden.shape(name).dim(1);
        double[][] rows = new double[counted.length][];
        for (int i = 0; i < rows.length; i++) {
            int first = i * width;
            rows[i] = Arrays.stream(counted[i]).mapToDouble(c -> all[first + c]).toArray();
        }
        return rows;
    }

    /** Compares rows with a padded matrix, whose padding is zero. */
    private void padded(String name, double[][] rows, int[][] counted) {
        int width = golden.shape(name).dim(1);
        double[] all = new double[rows.length * width];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows[i].length; j++) {
                all[i * width + counted[i][j]] = rows[i][j];
            }
        }
        values(name, all);
    }
}
