package org.menura.verify.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.verify.Check;
import org.menura.verify.TestData;

/** Training steps and objectives agree with what the reference implementations recorded. */
@Tag("slow")
class GoldenTrainingTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "adamw",
                "adamw-clip-schedule",
                "lr-schedules",
                "mixtral-aux-loss",
                "sft-masked-loss",
                "reward-model",
                "dpo",
                "ppo",
                "grpo"
            })
    void agreesWithTheReference(String name) {
        List<Check> checks = TrainingVerifier.verify(TestData.path("golden").resolve(name), new CpuBackend(2));
        assertFalse(checks.isEmpty());
        assertEquals(List.of(), checks.stream().filter(c -> !c.ok()).toList());
    }
}
