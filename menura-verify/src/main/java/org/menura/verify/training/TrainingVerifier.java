package org.menura.verify.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.menura.format.Checkpoint;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuGradients;
import org.menura.tensor.grad.GradBackend;
import org.menura.verify.Check;
import org.menura.verify.RecordedCase;
import org.menura.verify.Verifier;

/** The comparison of gradients and training steps with recorded results, beside all that {@link Verifier} compares. */
public final class TrainingVerifier {
    /** The kinds of recorded results that only this class knows. */
    public static final Set<String> KINDS = Set.of("adamw", "sft", "moe-aux", "reward", "dpo", "ppo", "grpo", "lr");

    private TrainingVerifier() {}

    /** Verifies the recorded case of a folder, gradients too; see {@link Verifier#verify}. */
    public static List<Check> verify(Path folder, CpuBackend ops) {
        if (!RecordedCase.isIn(folder)) {
            return Verifier.verify(folder, ops);
        }
        RecordedCase recorded = RecordedCase.open(folder);
        List<Check> checks = new ArrayList<>(checks(recorded, ops));
        recorded.refuseUnread();
        return checks;
    }

    private static List<Check> checks(RecordedCase recorded, CpuBackend ops) {
        GradBackend recorder = new GradBackend(ops, new CpuGradients(ops), false);
        if (KINDS.contains(recorded.kind())) {
            return training(recorded, recorder);
        }
        Checkpoint golden = recorded.tensors();
        List<Check> checks = new ArrayList<>(Verifier.outputs(recorded, ops));
        if (golden.names().stream().anyMatch(n -> n.startsWith(GradientCase.PREFIX))) {
            checks.addAll(
                    recorded.kind().equals("lora")
                            ? LoraGradientCase.run(recorded.folder(), golden, recorder)
                            : GradientCase.run(recorded, recorder));
        }
        if (recorded.kind().equals("hibehrt") && golden.has(ByolCase.LOSS)) {
            checks.addAll(ByolCase.run(recorded.folder(), golden, ops));
        }
        return checks;
    }

    private static List<Check> training(RecordedCase recorded, GradBackend ops) {
        return switch (recorded.kind()) {
            case "adamw" -> AdamWCase.run(recorded, ops);
            case "sft" -> SftCase.run(recorded, ops);
            case "moe-aux" -> BalanceCase.run(recorded, ops);
            case "reward" -> RewardCase.run(recorded, ops);
            case "dpo" -> DpoCase.run(recorded, ops);
            case "ppo", "grpo" -> PolicyCase.run(recorded, ops);
            default -> ScheduleCase.run(recorded, ops);
        };
    }
}
