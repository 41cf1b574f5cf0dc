package org.menura.train.rl.episode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.data.tokenizer.ByteLevelBpeTrainer;
import org.menura.data.tokenizer.TokenizerProfile;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.format.tokenizer.Tokenizers;
import org.menura.model.CausalModel;
import org.menura.model.load.ModelFolder;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.model.weights.Adapters;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuOptions;
import org.menura.tensor.dtype.DType;

/** Episodes that a model with random weights writes. */
class EpisodeRolloutsTest {
    private static final EnvironmentSettings SETTINGS = EnvironmentSettings.of(List.of("rooms=4"), null);
    private static final List<EpisodeSpec> TASKS = List.of(spec(1, List.of()), spec(2, List.of()), spec(3, List.of()));

    @TempDir
    static Path folder;

    private static Tokenizer tokenizer;

    @BeforeAll
    static void models() throws IOException {
        ByteLevelBpeTrainer.of(300, TokenizerProfile.endOfText())
                .train(List.of("The key is in the red room. You are in the blue room.\n> go to the green room\n"))
                .write(folder.resolve("bpe"));
        tokenizer = Tokenizers.fromFolder(folder.resolve("bpe"));
        make("llama", """
                {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 32, "intermediate_size": 48,
                 "num_hidden_layers": 2, "num_attention_heads": 2, "vocab_size": 304, "max_position_embeddings": 512}
                """);
        make("mamba", """
                {"architectures": ["MambaForCausalLM"], "model_type": "mamba", "vocab_size": 304, "hidden_size": 32,
                 "intermediate_size": 64, "state_size": 8, "num_hidden_layers": 2, "expand": 2, "conv_kernel": 4,
                 "time_step_rank": 4, "layer_norm_epsilon": 1e-05, "use_bias": false, "use_conv_bias": true,
                 "hidden_act": "silu", "tie_word_embeddings": true}
                """);
        make("rwkv7", """
                {"model_type": "rwkv7", "vocab_size": 304, "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 2,
                 "head_size": 32, "decay_low_rank_dim": 16, "a_low_rank_dim": 16, "v_low_rank_dim": 16,
                 "gate_low_rank_dim": 16, "layer_norm_epsilon": 1e-05, "group_norm_epsilon": 64e-5}
                """);
    }

    private static void make(String name, String config) throws IOException {
        ModelFolder.initialize(
                folder.resolve(name), Json.parse(config, "test"), "test", 5, DType.F32, new CpuBackend(1));
    }

    private static EpisodeSpec spec(long seed, List<String> actions) {
        return new EpisodeSpec(seed, Map.of(), actions);
    }

    private static EpisodeRollouts rollouts(int threads, EpisodeRollouts.Options options) {
        return rollouts("llama", threads, options);
    }

    private static EpisodeRollouts rollouts(String name, int threads, EpisodeRollouts.Options options) {
        CausalModel model = Models.decoder(
                ModelSource.open(folder.resolve(name)),
                new CpuBackend(CpuOptions.fastest().withThreads(threads)),
                Adapters.NONE);
        EpisodeLayout layout = new EpisodeLayout(tokenizer, "{}\n>", " {}\n");
        return new EpisodeRollouts(model, layout, s -> new KeyAndDoor().create(SETTINGS.with(s.fields())), options);
    }

    private static EpisodeRollouts.Options options(Mask mask, int steps) {
        return new EpisodeRollouts.Options(mask, null, Set.of(0), steps, 512, 12, 1, true);
    }

    private static List<Episode> write(int threads, EpisodeRollouts.Options options, int group, TokenMasks masks) {
        return rollouts(threads, options).write(TASKS, group, 7, masks);
    }

    @Test
    void actionsAreAdmissibleAndTheirTokensAreTheOnesFed() {
        TokenMasks masks = new TokenMasks();
        List<Episode> episodes = write(1, options(Mask.ACTIONS, 8), 5, masks);
        assertEquals(15, episodes.size());
        Set<String> seen = new HashSet<>();
        for (Episode e : episodes) {
            assertTrue(e.complete() || e.steps().size() == 8);
            for (Episode.Step step : e.steps()) {
                assertTrue(step.isAdmissible(), step.toString());
                int[] own = Arrays.copyOfRange(e.policy(), step.from(), step.to());
                int[] tokens = Arrays.stream(own).map(i -> e.tokens()[i]).toArray();
                assertArrayEquals(tokenizer.encode(" " + step.action() + "\n", false, false), tokens);
                seen.add(step.action());
                for (int i = step.from(); i < step.to(); i++) {
                    assertTrue(Arrays.binarySearch(masks.allowed(e.masks()[i]), e.tokens()[e.policy()[i]]) >= 0);
                }
            }
            assertTrue(tokenizer.decode(e.tokens(), true).startsWith("The key is in the "));
        }
        assertTrue(seen.size() > 3, seen.toString());
    }

    @Test
    void sameSeedSameEpisodesOnAnyNumberOfThreads() {
        List<Episode> one = write(1, options(Mask.ACTIONS, 6), 4, new TokenMasks());
        for (int threads : new int[] {2, 3}) {
            List<Episode> other = write(threads, options(Mask.ACTIONS, 6), 4, new TokenMasks());
            for (int i = 0; i < one.size(); i++) {
                assertArrayEquals(one.get(i).tokens(), other.get(i).tokens());
                assertArrayEquals(one.get(i).masks(), other.get(i).masks());
                assertEquals(one.get(i).steps(), other.get(i).steps());
            }
        }
        assertTrue(one.stream()
                        .map(e -> tokenizer.decode(e.tokens(), true))
                        .distinct()
                        .count()
                > 6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "mamba", "rwkv7"})
    void aForkOfThePromptBecomesWhatItWouldHaveBecomeAlone(String name) {
        EpisodeRollouts greedy = rollouts(name, 1, options(Mask.ACTIONS, 5).withTemperature(0));
        List<Episode> three = greedy.write(TASKS, 3, 7, new TokenMasks());
        for (int i = 0; i < three.size(); i++) {
            Episode alone = greedy.write(List.of(TASKS.get(i / 3)), 1, 9, new TokenMasks())
                    .getFirst();
            assertArrayEquals(alone.tokens(), three.get(i).tokens());
        }
    }

    @Test
    void maskedLogProbabilitiesAreThoseOfTheDistributionThatTokensCameFrom() {
        EpisodeRollouts greedy = rollouts(1, options(Mask.ACTIONS, 4).withTemperature(0));
        CausalModel model = Models.decoder(ModelSource.open(folder.resolve("llama")), new CpuBackend(1), Adapters.NONE);
        TokenMasks masks = new TokenMasks();
        List<Episode> episodes = greedy.write(TASKS, 2, 7, masks);
        double[][] logps = EpisodeBatch.of(episodes, masks, 0).logps(model, 1);
        for (int e = 0; e < logps.length; e++) {
            int n = 0;
            for (int mask : episodes.get(e).masks()) {
                if (masks.isChoice(mask)) {
                    // The likeliest of k has at least its share.
                    assertTrue(Math.exp(logps[e][n++]) >= 1.0 / masks.allowed(mask).length - 1e-4);
                }
            }
            assertEquals(n, logps[e].length);
        }
    }

    @Test
    void logProbabilitiesAreThoseAtTheTemperatureOfTheRollouts() {
        double temperature = 0.5;
        CausalModel model = Models.decoder(ModelSource.open(folder.resolve("llama")), new CpuBackend(1), Adapters.NONE);
        TokenMasks masks = new TokenMasks();
        List<Episode> episodes = rollouts(1, options(Mask.ACTIONS, 6).withTemperature(temperature))
                .write(TASKS, 4, 7, masks);
        EpisodeBatch batch = EpisodeBatch.of(episodes, masks, 0);
        double[][] cold = batch.logps(model, temperature);
        double[][] plain = batch.logps(model, 1);
        int pairs = 0;
        for (int e = 0; e < cold.length; e++) {
            int n = 0;
            for (int mask : episodes.get(e).masks()) {
                if (masks.isChoice(mask)) {
                    if (masks.allowed(mask).length == 2) {
                        double taken = Math.pow(Math.exp(plain[e][n]), 1 / temperature);
                        double left = Math.pow(1 - Math.exp(plain[e][n]), 1 / temperature);
                        assertEquals(taken / (taken + left), Math.exp(cold[e][n]), 1e-5);
                        pairs++;
                    }
                    n++;
                }
            }
        }
        assertTrue(pairs > 5, () -> "choices between two tokens");
    }

    @Test
    void whatWasTriedInAStateIsNotTriedAgain() {
        EpisodeRollouts.Options once =
                new EpisodeRollouts.Options(Mask.ACTIONS, null, Set.of(0), 12, 512, 12, 1, false);
        for (Episode e : write(1, once, 4, new TokenMasks())) {
            Set<String> tried = new HashSet<>();
            for (Episode.Step step : e.steps()) {
                boolean isNew = tried.add(step.state() + step.action());
                assertTrue(isNew || step.admissible().stream().allMatch(a -> tried.contains(step.state() + a)));
            }
        }
    }

    @Test
    void withoutAMaskAnythingIsWrittenAndTheWorldSaysThatNothingHappens() {
        TokenMasks masks = new TokenMasks();
        List<Episode> free = write(1, options(Mask.NONE, 3), 2, masks);
        for (Episode e : free) {
            assertEquals(3, e.steps().size());
            assertTrue(Arrays.stream(e.masks()).allMatch(m -> m == TokenMasks.ALL));
            assertTrue(e.steps().stream().allMatch(s -> s.to() - s.from() <= 12));
        }
        assertTrue(
                free.stream().anyMatch(e -> tokenizer.decode(e.tokens(), true).contains("Nothing happens.")));
        EpisodeLayout layout = new EpisodeLayout(tokenizer, "{}\n>", " {}\n");
        EpisodeRollouts.Options texts =
                new EpisodeRollouts.Options(Mask.TOKENS, layout.textTokens(), Set.of(0), 3, 512, 12, 1, true);
        for (Episode e : write(1, texts, 2, masks)) {
            assertTrue(Arrays.stream(e.policy()).noneMatch(i -> tokenizer.isSpecial(e.tokens()[i])));
        }
    }

    @Test
    void anEpisodeEndsWhereNoRoomIsLeft() {
        EpisodeRollouts.Options small = new EpisodeRollouts.Options(Mask.ACTIONS, null, Set.of(0), 50, 90, 12, 1, true);
        for (Episode e : write(1, small, 2, new TokenMasks())) {
            assertTrue(e.tokens().length <= 90);
            assertTrue(!e.steps().isEmpty());
        }
        EpisodeRollouts.Options none = new EpisodeRollouts.Options(Mask.ACTIONS, null, Set.of(0), 50, 10, 12, 1, true);
        assertThrows(FormatException.class, () -> write(1, none, 2, new TokenMasks()));
    }

    @Test
    void actionsOfChanceAreDoneAndNotLearned() {
        EpisodeRollouts all = rollouts(1, options(Mask.ACTIONS, 8));
        TokenMasks masks = new TokenMasks();
        EpisodeSpec task = spec(3, KeyAndDoor.expert(3, 4));
        EpisodeSpec pushed = new EpisodeSpec(task.seed(), task.fields(), task.actions(), Set.of(0));
        Episode whole = all.demonstrate(task, masks);
        Episode rest = all.demonstrate(pushed, masks).without(pushed.noise());
        assertArrayEquals(whole.tokens(), rest.tokens());
        int first = whole.steps().getFirst().to();
        assertTrue(first > 0);
        assertArrayEquals(Arrays.copyOfRange(whole.policy(), first, whole.policy().length), rest.policy());
        assertArrayEquals(Arrays.copyOfRange(whole.masks(), first, whole.masks().length), rest.masks());
        for (int i = 0; i < rest.steps().size(); i++) {
            Episode.Step step = rest.steps().get(i);
            assertEquals(Math.max(0, whole.steps().get(i).from() - first), step.from());
            assertEquals(whole.steps().get(i).to() - first, step.to());
        }
        assertEquals(
                0,
                EpisodeBatch.of(List.of(rest), masks, 0).weights().length
                        - EpisodeBatch.of(List.of(rest), masks, 0).ownTargets());
        assertTrue(EpisodeBatch.of(List.of(rest), masks, 0).ownTargets()
                < EpisodeBatch.of(List.of(whole), masks, 0).ownTargets());
    }

    @Test
    void demonstrationsAreReplayed() {
        TokenMasks masks = new TokenMasks();
        List<EpisodeSpec> tasks = new ArrayList<>();
        for (long seed = 0; seed < 20; seed++) {
            tasks.add(spec(seed, KeyAndDoor.expert(seed, 4)));
        }
        EpisodeRollouts all = rollouts(1, options(Mask.ACTIONS, 8));
        for (EpisodeSpec task : tasks) {
            Episode e = all.demonstrate(task, masks);
            assertTrue(e.isSuccess() && e.complete());
            assertEquals(
                    task.actions(), e.steps().stream().map(Episode.Step::action).toList());
        }
        assertThrows(FormatException.class, () -> all.demonstrate(spec(1, List.of("fly")), masks));
        assertThrows(FormatException.class, () -> all.demonstrate(spec(1, List.of()), masks));
    }

    @Test
    void actionsThatTheTokenizerDoesNotTellApartAreRefused() {
        List<String> names = List.of("a", "b");
        FormatException e = assertThrows(
                FormatException.class, () -> ActionTree.of(names, List.of(new int[] {1, 2}, new int[] {1, 2})));
        assertTrue(String.valueOf(e.getMessage()).contains("'a' and 'b'"), e.getMessage());
        assertThrows(FormatException.class, () -> ActionTree.of(names, List.of(new int[] {1}, new int[] {1, 2})));
        ActionTree.Node root = ActionTree.of(names, List.of(new int[] {1, 2}, new int[] {1, 3}));
        assertArrayEquals(new int[] {1}, root.ids());
        assertEquals(1, root.child(0).child(1).action());
    }
}
