package org.menura.eval.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.session.TextScores;
import org.menura.model.CausalModel;
import org.menura.tensor.cpu.CpuBackend;

@Tag("slow")
class ScorerTest {
    private static CausalModel model(String name) {
        Path folder = Path.of("..", name);
        return ((LoadedModel.Decoder) LoadedModel.open(folder, new CpuBackend(2))).model();
    }

    /** Requests with shots that many share, contexts that some share, and continuations of any length. */
    private static List<TokenRequest> requests(int vocabulary, int most) {
        Random random = new Random(7);
        int[] shots = random.ints(40, 3, vocabulary).toArray();
        List<TokenRequest> all = new ArrayList<>();
        for (int doc = 0; doc < 12; doc++) {
            int[] own = random.ints(5 + random.nextInt(20), 3, vocabulary).toArray();
            int[] start = doc % 4 == 3 ? new int[] {1} : shots;
            int[] context =
                    IntStream.concat(Arrays.stream(start), Arrays.stream(own)).toArray();
            for (int choice = 0; choice < 4; choice++) {
                int[] continuation = random.ints(doc % 3 == 0 ? 1 : 1 + random.nextInt(9), 3, vocabulary)
                        .toArray();
                all.add(TokenRequest.of(context, continuation, most));
            }
        }
        all.add(all.getFirst());
        return all;
    }

    private static double alone(CausalModel model, TokenRequest request) {
        int[] whole = Arrays.copyOf(request.input(), request.input().length + 1);
        whole[whole.length - 1] = request.targets()[request.targets().length - 1];
        TextScores scores = TextScores.of(model, whole, 0);
        int count = scores.tokens().size();
        return scores.tokens().subList(count - request.targets().length, count).stream()
                .mapToDouble(TextScores.Token::logProb)
                .sum();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "models/stories260K",
                "testdata/golden/gemma3-text",
                "testdata/golden/mistral-sliding",
                "testdata/golden/phi3-longrope",
                "testdata/golden/mamba2",
                "testdata/golden/rwkv7-pth"
            })
    void whatIsSharedScoresAsItWouldAlone(String name) {
        CausalModel model = model(name);
        List<TokenRequest> requests =
                requests(Math.min(200, model.vocabulary()), Math.min(128, model.contextLength() - 1));
        List<Scorer.Score> scores = Scorer.of(model).scores(requests);
        for (int i = 0; i < requests.size(); i++) {
            double expected = alone(model, requests.get(i));
            assertEquals(expected, scores.get(i).logLikelihood(), 1e-4 * Math.abs(expected), "request " + i);
        }
        assertEquals(scores.getFirst(), scores.getLast());
    }

    @Test
    void theLikeliestTokensAreGreedy() {
        CausalModel model = model("models/stories260K");
        int[] context = {1, 403, 407};
        List<Integer> ids = new ArrayList<>();
        int[] so = context;
        for (int i = 0; i < 4; i++) {
            TextScores scores = TextScores.of(model, Arrays.copyOf(so, so.length + 1), 1);
            ids.add(scores.tokens().getLast().top().getFirst().token());
            so = Arrays.copyOf(so, so.length + 1);
            so[so.length - 1] = ids.getLast();
        }
        int[] greedy = ids.stream().mapToInt(Integer::intValue).toArray();
        int[] other = greedy.clone();
        other[2] = other[2] == 5 ? 6 : 5;
        List<Scorer.Score> scores = Scorer.of(model)
                .scores(List.of(TokenRequest.of(context, greedy, 512), TokenRequest.of(context, other, 512)));
        assertTrue(scores.getFirst().greedy());
        assertFalse(scores.getLast().greedy());
    }

    @Test
    void whatIsComputedAgainHasTheSameDigits() {
        Scorer scorer = Scorer.of(model("models/stories260K")).withSequences(6);
        List<TokenRequest> requests = requests(200, 128);
        List<Scorer.Score> whole = scorer.scores(requests);
        Map<Integer, Scorer.Score> rest = new HashMap<>();
        scorer.score(requests, i -> i % 11 != 5, rest::put);
        assertTrue(rest.size() < requests.size() && rest.containsKey(5), "computed: " + rest.keySet());
        rest.forEach((i, score) -> assertEquals(whole.get(i), score, "request " + i));
    }

    @Test
    void whatManyShareIsReadOnce() {
        List<ScoringPlan.Unit> units = ScoringPlan.of(requests(200, 128), new ScoringPlan.Limits(64, 64, 100, true));
        int rows = units.stream()
                .mapToInt(unit -> unit.stems().stream()
                        .mapToInt(stem -> stem.to()
                                - (unit.header() == null ? 0 : unit.header().to())
                                + stem.sequences().stream()
                                        .mapToInt(s -> s.tokens().length - stem.to())
                                        .sum())
                        .sum())
                .sum();
        int all = requests(200, 128).stream().mapToInt(r -> r.input().length).sum();
        assertTrue(units.stream().anyMatch(u -> u.header() != null && u.header().to() == 40), "a header of the shots");
        assertTrue(rows < all / 4, rows + " of " + all);
        assertEquals(
                requests(200, 128).size(),
                units.stream().mapToInt(u -> (int) u.requests().count()).sum());
    }

    @Test
    void contextsAreCutAtTheirBeginning() {
        TokenRequest request = TokenRequest.of(new int[] {1, 2, 3, 4, 5}, new int[] {6, 7}, 4);
        assertEquals(List.of(3, 4, 5, 6), Arrays.stream(request.input()).boxed().toList());
        assertEquals(2, request.firstScored());
    }

    @Test
    void windowsCountEachTokenOnce() {
        int[] tokens = IntStream.range(1, 12).toArray();
        List<TokenRequest> windows = RollingWindows.of(tokens, 0, 4);
        List<String> shown = windows.stream()
                .map(w -> Arrays.toString(w.input()) + " → " + Arrays.toString(w.targets()))
                .toList();
        assertEquals(
                List.of("[0, 1, 2, 3] → [1, 2, 3, 4]", "[4, 5, 6, 7] → [5, 6, 7, 8]", "[7, 8, 9, 10] → [9, 10, 11]"),
                shown);
    }
}
