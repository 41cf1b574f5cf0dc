package org.menura.verify.training;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.menura.format.Checkpoint;
import org.menura.format.json.Json;
import org.menura.format.safetensors.SafetensorsFile;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuGradients;
import org.menura.tensor.grad.GradBackend;
import org.menura.verify.Check;
import org.menura.verify.Verifier;

/** {@link Verifier}, and beyond it gradients and training steps. */
public final class TrainingVerifier {
    /** Kinds of recorded results that only this class knows. */
    public static final Set<String> KINDS = Set.of("adamw", "sft", "moe-aux", "reward", "dpo", "ppo", "grpo", "lr");

    private TrainingVerifier() {}

    /** Runs what the files of a folder record, gradients too; see {@link Verifier#verify}. */
    public static List<Check> verify(Path folder, CpuBackend ops) {
        Path description = folder.resolve("golden.json");
        Path outputs = folder.resolve("golden.safetensors");
        if (!Files.exists(description) || !Files.exists(outputs)) {
            return Verifier.verify(folder, ops);
        }
        JsonNode json = Json.parse(description);
        Checkpoint golden = SafetensorsFile.open(outputs);
        String kind = json.path("kind").asText();
        if (KINDS.contains(kind)) {
            return training(folder, json, golden, new GradBackend(ops, new CpuGradients(ops), false));
        }
        List<Check> checks = new ArrayList<>(Verifier.verify(folder, ops));
        if (golden.names().stream().anyMatch(n -> n.startsWith(GradientCase.PREFIX))) {
            GradBackend recorder = new GradBackend(ops, new CpuGradients(ops), false);
            checks.addAll(
                    kind.equals("lora")
                            ? LoraGradientCase.run(folder, golden, recorder)
                            : GradientCase.run(folder, golden, recorder));
        }
        if (kind.equals("hibehrt") && golden.has(ByolCase.LOSS)) {
            checks.addAll(ByolCase.run(folder, golden, ops));
        }
        return checks;
    }

    private static List<Check> training(Path folder, JsonNode json, Checkpoint golden, GradBackend ops) {
        return switch (json.path("kind").asText()) {
            case "adamw" -> AdamWCase.run(folder, json, golden, ops);
            case "sft" -> SftCase.run(folder, json, golden, ops);
            case "moe-aux" -> BalanceCase.run(folder, json, golden, ops);
            case "reward" -> RewardCase.run(folder, json, golden, ops);
            case "dpo" -> DpoCase.run(folder, json, golden, ops);
            case "ppo", "grpo" -> PolicyCase.run(json, golden, ops);
            default -> ScheduleCase.run(json, golden, ops);
        };
    }
}
