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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.format.tokenizer.Tokenizers;
import org.menura.generate.TestData;
import org.menura.generate.batch.Batch.Limits;
import org.menura.generate.constrain.Constraint;
import org.menura.generate.constrain.TokenMask;
import org.menura.generate.load.AdapterSet;
import org.menura.generate.sample.LogProbs;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.session.Generator.Options;
import org.menura.generate.session.Generator.Result;
import org.menura.generate.session.Prompt;
import org.menura.generate.speculate.Drafter;
import org.menura.generate.speculate.PromptLookup;
import org.menura.model.CausalModel;
import org.menura.model.adapter.AdapterSelection;
import org.menura.model.decoder.Decoder;
import org.menura.model.decoder.Head;
import org.menura.model.layer.Attention;
import org.menura.model.layer.Block;
import org.menura.model.layer.GatedMlp;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Layer;
import org.menura.model.layer.Linear;
import org.menura.model.layer.MambaMixer;
import org.menura.model.layer.Qkv;
import org.menura.model.layer.RmsNorm;
import org.menura.model.load.Models;
import org.menura.model.weights.RandomParameters;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.dtype.DType;

/** A text becomes what it would have become alone, whoever shares its passes and whatever the prefix cache holds. */
@Tag("slow")
class EngineScheduleTest {
    private static final Tokenizer BYTES = Tokenizers.bytes();

    /** One in three must write even ids; which adapters it has is a number too. */
    private record Asked(int[] prompt, int seed, int tokens, int view) {
        Sampler sampler() {
            return new Sampler(SamplingParams.builder().seed(seed).build());
        }

        Options options() {
            return new Options(tokens, Set.of(), List.of(), 2);
        }

        Request request(List<CausalModel> views) {
            return Request.of(Prompt.of(prompt), sampler(), options())
                    .withModel(views.get(view))
                    .withConstraint(seed == 3 ? new Even(views.getFirst().vocabulary()) : null);
        }

        String key() {
            return Arrays.toString(prompt) + seed + "/" + tokens + "/" + view;
        }
    }

    /** Prompts that share beginnings, some of them whole. */
    private static Asked drawn(Random random, int vocabulary, int most, int views, int tokens) {
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
        return new Asked(prompt, random.nextInt(4), 1 + random.nextInt(tokens), random.nextInt(views));
    }

    private static String bits(Result result) {
        StringBuilder out = new StringBuilder(result.text()).append(result.reason());
        for (LogProbs p : result.logProbs()) {
            out.append(' ')
                    .append(p.chosen().token())
                    .append(':')
                    .append(Double.doubleToLongBits(p.chosen().logProb()));
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
        check(Models.decoder(TestData.path(name), new CpuBackend(2)));
    }

    @Test
    void whateverKindsOfLayersAModelHas() {
        check(hybrid());
    }

    /** A model of random weights whose layers attend to all, scan as Mamba does, and attend within a window. */
    private static CausalModel hybrid() {
        int vocabulary = 64;
        int hidden = 48;
        Heads heads = new Heads(4, 2, 12);
        Weights root = Weights.of(new RandomParameters(3), new CpuBackend(2)).withDeviation(0.3);
        Tensor table = root.matrix("embeddings", vocabulary, hidden);
        return new Decoder(
                root,
                Decoder.lookup(root.ops(), table),
                Decoder.stack(3, i -> {
                    Weights w = root.at("layers").at(i);
                    AttentionSpec spec = AttentionSpec.causal(heads.scale()).withWindow(i == 2 ? 24 : 0);
                    Layer mixer = i == 1
                            ? new MambaMixer(
                                    w.at("mixer"),
                                    new MambaMixer.Sizes(
                                            hidden, 96, 8, 4, 4, false, true, Activation.SILU, Activation.SILU, null))
                            : new Attention(
                                    w,
                                    heads,
                                    spec,
                                    Qkv.separate(w, hidden, heads, false),
                                    new Linear(w.at("out"), heads.queryWidth(), hidden, false),
                                    null,
                                    null);
                    return Block.preNorm(
                            w.ops(),
                            new RmsNorm(w.at("mixer_norm"), hidden, 1e-5f),
                            mixer,
                            new RmsNorm(w.at("mlp_norm"), hidden, 1e-5f),
                            new GatedMlp(w.at("mlp"), Activation.SILU, hidden, 96, false));
                }),
                new RmsNorm(root.at("norm"), hidden, 1e-5f),
                Head.of(root, table, true),
                vocabulary,
                4096,
                null);
    }

    private static void check(CausalModel model) {
        Limits limits = Limits.exact(11).withChunk(16);
        Map<String, String> alone = new HashMap<>();
        for (int seed = 0; seed < 2; seed++) {
            EngineStats stats = rounds(List.of(model), limits, new Random(seed), alone, 20);
            assertTrue(stats.cachedTokens() > 10, stats.toString());
            assertEquals(36, stats.completed() + stats.cancelled());
            assertEquals(0, stats.running() + stats.waiting() + stats.stateBytes());
            assertEquals(0, stats.preempted());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"golden/mistral-sliding", "gguf/Q4_K.gguf", "models/stories260K"})
    void evenIfStatesAreDroppedAndComputedAnew(String name) {
        CausalModel model = Models.decoder(TestData.path(name), new CpuBackend(2));
        StateBytes sizes = new StateBytes(model.states(), DType.F32);
        long few = 2 * sizes.of(180);
        Limits limits = Limits.exact(6).withChunk(16).withBytes(few, few / 2);
        EngineStats stats = rounds(List.of(model), limits, new Random(9), new HashMap<>(), 200);
        assertTrue(stats.preempted() > 0, stats.toString());
        assertEquals(0, stats.failed(), stats.toString());
        assertEquals(0, stats.cacheBytes());
    }

    @Test
    void whateverAdaptersTheyHave() {
        AdapterSet set = AdapterSet.open(TestData.path("golden/lora/base"), new CpuBackend(2));
        set.load("a", TestData.path("golden/lora/adapter"));
        set.load("b", TestData.path("golden/lora-all-linear/adapter"));
        List<CausalModel> views = List.of(
                set.model(AdapterSelection.NONE),
                set.model("a"),
                set.model(AdapterSelection.of("a").and("b", 0.5f)));
        EngineStats stats = rounds(views, Limits.exact(11).withChunk(16), new Random(4), new HashMap<>(), 20);
        assertTrue(stats.cachedTokens() > 0, stats.toString());
    }

    private static EngineStats rounds(
            List<CausalModel> views, Limits limits, Random random, Map<String, String> alone, int tokens) {
        CausalModel model = views.getFirst();
        int most = Math.min(150, model.contextLength() - tokens);
        Engine engine = new Engine(model, BYTES, limits);
        for (int round = 0; round < 3; round++) {
            List<Asked> asked = new ArrayList<>();
            List<Engine.Task> tasks = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                Asked a = drawn(random, model.vocabulary(), most, views.size(), tokens);
                asked.add(a);
                Drafter drafter = i % 3 == 0 ? new PromptLookup() : null;
                tasks.add(engine.submit(a.request(views).withDrafter(drafter)));
            }
            if (round == 1) {
                asked.removeFirst();
                tasks.removeFirst().cancel();
            }
            for (int i = 0; i < asked.size(); i++) {
                Asked a = asked.get(i);
                String expected = alone.computeIfAbsent(a.key(), _ -> bits(alone(views, limits, a)));
                assertEquals(
                        expected,
                        bits(tasks.get(i).result().join()),
                        "round %d, text %d of %d tokens".formatted(round, i, a.prompt.length));
            }
        }
        engine.close();
        return engine.stats();
    }

    private static Result alone(List<CausalModel> views, Limits limits, Asked a) {
        try (Engine engine = new Engine(views.getFirst(), BYTES, limits.withBytes(1L << 30, 0))) {
            return engine.generate(a.request(views));
        }
    }

    /** Tokens with even ids. */
    private record Even(int vocabulary) implements Constraint {
        @Override
        public TokenMask allowed() {
            TokenMask mask = new TokenMask(vocabulary);
            for (int i = 0; i < vocabulary; i += 2) {
                mask.add(i);
            }
            return mask;
        }

        @Override
        public boolean allows(int token) {
            return token % 2 == 0;
        }

        @Override
        public void accept(int token) {
            assertTrue(allows(token));
        }

        @Override
        public boolean mayEnd() {
            return true;
        }

        @Override
        public byte[] forced() {
            return new byte[0];
        }

        @Override
        public Constraint copy() {
            return this;
        }
    }
}
