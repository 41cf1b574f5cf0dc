package org.menura.generate.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.format.tokenizer.Tokenizers;
import org.menura.generate.TestData;
import org.menura.generate.batch.Batch.Limits;
import org.menura.generate.sample.LogProbs;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.session.Generator.Options;
import org.menura.generate.session.Generator.Result;
import org.menura.generate.session.Prompt;
import org.menura.model.CausalModel;
import org.menura.model.load.Models;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.dtype.DType;

/** A text becomes what it would have become alone, whoever shares its passes and whatever the prefix cache holds. */
@Tag("slow")
class EngineScheduleTest {
    private static final Tokenizer BYTES = Tokenizers.bytes();

    private record Asked(int[] prompt, int seed, int tokens) {
        Sampler sampler() {
            return new Sampler(SamplingParams.builder().seed(seed).build());
        }

        Options options() {
            return new Options(tokens, Set.of(), List.of(), 2);
        }
    }

    /** Prompts that share beginnings, some of them whole. */
    private static Asked drawn(Random random, int vocabulary, int most) {
        int family = random.nextInt(3);
        int length = 1 + random.nextInt(random.nextBoolean() ? 20 : most);
        if (random.nextInt(3) == 0) {
            length = most / (2 + family);
        }
        int cut = random.nextInt(length + 1);
        int tail = random.nextInt(2);
        int[] prompt = IntStream.range(0, length)
                .map(i -> (i * 7 + family * 13 + (i >= cut ? tail * 5 : 0)) % Math.min(60, vocabulary))
                .toArray();
        return new Asked(prompt, random.nextInt(4), 1 + random.nextInt(20));
    }

    private static String bits(Result result) {
        StringBuilder out = new StringBuilder(result.text()).append(result.reason());
        for (LogProbs p : result.logProbs()) {
            out.append(' ').append(p.chosen().token()).append(':').append(Double.doubleToLongBits(p.chosen().logProb()));
            p.top().forEach(e -> out.append(',').append(e.token()).append(Double.doubleToLongBits(e.logProb())));
        }
        return out.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "golden/qwen3",
                "golden/mistral-sliding",
                "golden/mixtral-4e",
                "golden/phi3-longrope",
                "golden/mamba",
                "golden/mamba2",
                "golden/rwkv4",
                "golden/rwkv7-pth",
                "gguf/Q4_K.gguf",
                "gguf/Q5_1.gguf"
            })
    void eachTextIsWhatItWouldBeAlone(String name) {
        CausalModel model = Models.decoder(TestData.path(name), new CpuBackend(2));
        Limits limits = Limits.exact(11).withChunk(16);
        Map<String, String> alone = new HashMap<>();
        for (int seed = 0; seed < 2; seed++) {
            EngineStats stats = rounds(model, limits, new Random(seed), alone);
            assertTrue(stats.cachedTokens() > 10, stats.toString());
            assertEquals(36, stats.completed() + stats.cancelled());
            assertEquals(0, stats.running() + stats.waiting() + stats.stateBytes());
            assertTrue(stats.cacheBytes() > 0, stats.toString());
            assertEquals(0, stats.preempted());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"golden/mistral-sliding", "gguf/Q4_K.gguf", "models/stories260K"})
    void evenIfStatesAreDroppedAndComputedAnew(String name) {
        CausalModel model = Models.decoder(TestData.path(name), new CpuBackend(2));
        StateBytes sizes = new StateBytes(model.states(), DType.F32);
        long few = 2 * sizes.of(100) + sizes.of(40);
        Limits limits = Limits.exact(6).withChunk(16).withBytes(few, few / 2);
        EngineStats stats = rounds(model, limits, new Random(9), new HashMap<>());
        assertTrue(stats.preempted() > 0, stats.toString());
        assertEquals(0, stats.failed(), stats.toString());
        assertTrue(stats.cacheBytes() <= few / 2, stats.toString());
    }

    private static EngineStats rounds(CausalModel model, Limits limits, Random random, Map<String, String> alone) {
        int most = Math.min(150, model.contextLength() - 20);
        Engine engine = new Engine(model, BYTES, limits);
        for (int round = 0; round < 3; round++) {
            List<Asked> asked = new ArrayList<>();
            List<Engine.Task> tasks = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                Asked a = drawn(random, model.vocabulary(), most);
                asked.add(a);
                tasks.add(engine.submit(Request.of(Prompt.of(a.prompt), a.sampler(), a.options())));
            }
            if (round == 1) {
                asked.removeFirst();
                tasks.removeFirst().cancel();
            }
            for (int i = 0; i < asked.size(); i++) {
                Asked a = asked.get(i);
                String expected = alone.computeIfAbsent(
                        Arrays.toString(a.prompt) + a.seed + "/" + a.tokens, _ -> bits(alone(model, limits, a)));
                assertEquals(
                        expected,
                        bits(tasks.get(i).result().join()),
                        "round %d, text %d of %d tokens".formatted(round, i, a.prompt.length));
            }
        }
        engine.close();
        return engine.stats();
    }

    private static Result alone(CausalModel model, Limits limits, Asked a) {
        try (Engine engine = new Engine(model, BYTES, limits.withBytes(1L << 30, 0))) {
            return engine.generate(Request.of(Prompt.of(a.prompt), a.sampler(), a.options()));
        }
    }
}
