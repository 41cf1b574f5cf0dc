package org.menura.generate.speculate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.format.tokenizer.Tokenizers;
import org.menura.generate.TestData;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Generator.Options;
import org.menura.generate.session.Generator.Result;
import org.menura.generate.session.Session;
import org.menura.generate.session.TokenSequence;
import org.menura.generate.speculate.SpeculativeSequence.Score;
import org.menura.model.CausalModel;
import org.menura.model.load.Models;
import org.menura.tensor.cpu.CpuBackend;

@Tag("slow")
class SpeculativeSequenceTest {
    private static final Tokenizer BYTES = Tokenizers.bytes();
    private static final int[] PROMPT = {3, 5, 7, 9, 3, 5};

    private static CausalModel model(Path path) {
        return Models.decoder(path, new CpuBackend(2));
    }

    private static Path stories() {
        return TestData.path("models/stories260K");
    }

    /** Models of every kind of state, of real weights and of quantised ones. */
    static Stream<Path> models() {
        return Stream.of(
                        "models/stories260K",
                        "models/rwkv-tiny-4v0-660K",
                        "models/rwkv-tiny-5v2-730K",
                        "models/rwkv-tiny-7v0-834K",
                        "golden/mamba",
                        "golden/mamba2",
                        "golden/mixtral-8e",
                        "golden/mistral-sliding",
                        "golden/llama-rope-dynamic",
                        "golden/phi3-longrope",
                        "gguf/Q8_0.gguf",
                        "gguf/Q4_0.gguf",
                        "gguf/Q4_K.gguf",
                        "gguf/F16.gguf")
                .map(TestData::path);
    }

    private static Result generate(TokenSequence sequence, SamplingParams params, int count) {
        Options options = new Options(count, Set.of(), List.of(), Generator.NO_LOG_PROBS);
        return new Generator(BYTES).generate(sequence, PROMPT, new Sampler(params), options, null);
    }

    private static int length(CausalModel model) {
        return Math.min(100, model.contextLength() - PROMPT.length);
    }

    @ParameterizedTest
    @MethodSource("models")
    void aPassOfAFewTokensGivesEachTheBytesOfAPassOfItsOwn(Path path) {
        CausalModel model = model(path);
        Session session = new Session(model);
        int length = Math.min(300, model.contextLength() - SpeculativeSequence.MOST_ROWS);
        session.feed(IntStream.range(0, length).map(i -> i * 31 % 80).toArray());
        for (int rows = 2; rows <= SpeculativeSequence.MOST_ROWS; rows++) {
            int[] next = IntStream.range(0, rows).map(i -> i * 17 % 80).toArray();
            boolean same = model.continues(length, length + rows);
            float[][] together = session.fork().feedEach(next);
            Session singly = session.fork();
            for (int i = 0; i < rows && same; i++) {
                assertArrayEquals(singly.feed(next[i]), together[i], "row " + i + " of " + rows);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void lookUpChangesNoToken(Path path) {
        CausalModel model = model(path);
        for (SamplingParams params : List.of(
                SamplingParams.greedy(),
                SamplingParams.builder().seed(7).temperature(0.5f).build())) {
            Result plain = generate(new Session(model), params, length(model));
            SpeculativeSequence ahead = new SpeculativeSequence(new Session(model), new PromptLookup(), 7);
            assertEquals(plain.tokens(), generate(ahead, params, length(model)).tokens());
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void aDraftModelThatIsTheModelIsRightEachTime(Path path) {
        CausalModel model = model(path);
        Result plain = generate(new Session(model), SamplingParams.greedy(), length(model));
        SpeculativeSequence ahead = new SpeculativeSequence(new Session(model), new DraftModel(model(path), 0), 5);
        assertEquals(
                plain.tokens(),
                generate(ahead, SamplingParams.greedy(), length(model)).tokens());
        Score score = ahead.score();
        assertTrue(score.drafted() - score.accepted() <= 5 && score.accepted() > 0, score.toString());
    }

    /** A guess of the same tokens whatever the text. */
    private record Stubborn(int... guess) implements Drafter {
        @Override
        public void accept(int... tokens) {}

        @Override
        public int[] draft(int most) {
            return Arrays.copyOf(guess, Math.min(most, guess.length));
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void wrongGuessesChangeNoToken(Path path) {
        CausalModel model = model(path);
        Result plain = generate(new Session(model), SamplingParams.greedy(), length(model));
        int often = plain.tokens().get(20);
        SpeculativeSequence ahead = new SpeculativeSequence(new Session(model), new Stubborn(often, often, 1, 9999), 7);
        assertEquals(
                plain.tokens(),
                generate(ahead, SamplingParams.greedy(), length(model)).tokens());
    }

    @ParameterizedTest
    @ValueSource(strings = {"models/stories260K", "models/rwkv-tiny-7v0-834K"})
    void theSessionCanBeTakenOutAndGoesOn(String name) {
        CausalModel model = model(TestData.path(name));
        List<Integer> plain =
                generate(new Session(model), SamplingParams.greedy(), 40).tokens();
        SpeculativeSequence ahead = new SpeculativeSequence(new Session(model), new Stubborn(1, 2, 3), 3);
        Result first = generate(ahead, SamplingParams.greedy(), 20);
        Generator.settle(ahead, first);
        Session session = ahead.session();
        assertArrayEquals(session.tokens(), ahead.tokens());
        assertArrayEquals(session.logits(), ahead.logits());
        Result rest = new Generator(BYTES)
                .generate(
                        session,
                        new int[0],
                        new Sampler(SamplingParams.greedy()),
                        new Options(20, Set.of(), List.of(), Generator.NO_LOG_PROBS),
                        null);
        assertEquals(
                plain,
                Stream.concat(first.tokens().stream(), rest.tokens().stream()).toList());
    }

    @Test
    void aTextThatRepeatsItselfIsFoundByLookUp() {
        CausalModel model = model(TestData.path("models/rwkv-tiny-4v0-660K"));
        SpeculativeSequence ahead = new SpeculativeSequence(new Session(model), new PromptLookup(), 7);
        generate(ahead, SamplingParams.greedy(), 100);
        assertTrue(ahead.score().accepted() > 0, ahead.score().toString());
        assertTrue(ahead.score().rate() <= 1, ahead.score().toString());
    }

    @Test
    void aDraftModelWithAShorterContextFallsSilent() {
        CausalModel model = model(TestData.path("models/rwkv-tiny-4v0-660K"));
        CausalModel brief = model(TestData.path("golden/llama-gqa"));
        List<Integer> plain =
                generate(new Session(model), SamplingParams.greedy(), 120).tokens();
        SpeculativeSequence ahead = new SpeculativeSequence(new Session(model), new DraftModel(brief, 0), 4);
        assertEquals(plain, generate(ahead, SamplingParams.greedy(), 120).tokens());
    }

    @Test
    void otherVocabulariesAreRefused() {
        Tokenizer stories = Tokenizers.fromFolder(stories());
        DraftModel.checkVocabulary(stories, stories);
        FormatException e = assertThrows(FormatException.class, () -> DraftModel.checkVocabulary(BYTES, stories));
        assertTrue(e.getMessage().contains("another vocabulary"), e.getMessage());
    }

    @Test
    void theLimitsAreChecked() {
        Session session = new Session(model(stories()));
        assertThrows(IllegalArgumentException.class, () -> new SpeculativeSequence(session, new PromptLookup(), 0));
        assertThrows(
                IllegalArgumentException.class,
                () -> new SpeculativeSequence(session, new PromptLookup(), SpeculativeSequence.MOST_ROWS));
        assertThrows(IllegalArgumentException.class, () -> new DraftModel(session.model(), 2));
    }

    @Test
    void theContextIsFilledToItsEnd() {
        CausalModel model = model(TestData.path("golden/llama-gqa"));
        SpeculativeSequence ahead = new SpeculativeSequence(new Session(model), new DraftModel(model, 0), 6);
        Result result = generate(ahead, SamplingParams.greedy(), 1000);
        assertEquals(Generator.Reason.CONTEXT, result.reason());
        assertEquals(model.contextLength(), ahead.length());
        assertEquals(generate(new Session(model), SamplingParams.greedy(), 1000).tokens(), result.tokens());
    }

    @Test
    void lookUpFollowsTheLongestMatch() {
        PromptLookup lookup = new PromptLookup();
        lookup.accept(1, 2, 3, 4, 50, 60, 9, 3, 4, 70, 1, 2, 3, 4);
        assertArrayEquals(new int[] {50, 60, 9}, lookup.draft(3));
        lookup.accept(70);
        assertArrayEquals(new int[] {1, 2, 3, 4, 70, 1, 2}, lookup.draft(7));
        lookup.accept(99);
        assertEquals(0, lookup.draft(4).length);
    }

    @Test
    void lookUpContinuesAPeriod() {
        PromptLookup lookup = new PromptLookup();
        assertEquals(0, lookup.draft(4).length);
        lookup.accept(IntStream.range(0, 5000).map(i -> i % 3).toArray());
        assertArrayEquals(new int[] {2, 0, 1, 2, 0}, lookup.draft(5));
    }
}
