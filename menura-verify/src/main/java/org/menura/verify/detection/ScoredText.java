package org.menura.verify.detection;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.menura.detect.score.TokenStatistics;
import org.menura.detect.score.ZeroShotScore;
import org.menura.format.FormatException;

/**
 * One recorded text.
 *
 * @param row line of the file of pairs that it comes from, from 0; −1 if that is not recorded
 * @param kind the member of the pair
 * @param ids its tokens, of which the first is only context
 * @param statistics of the others, in six digits
 * @param scores what was computed of the unrounded ones
 * @param nearTies how many tokens lie so close to a text's own that a rank may differ
 */
record ScoredText(
        String name,
        int row,
        String kind,
        int[] ids,
        TokenStatistics statistics,
        Map<ZeroShotScore, Double> scores,
        int nearTies) {
    private static final Map<String, ZeroShotScore> NAMES = Map.of(
            "likelihood",
            ZeroShotScore.LIKELIHOOD,
            "rank",
            ZeroShotScore.RANK,
            "logrank",
            ZeroShotScore.LOG_RANK,
            "entropy",
            ZeroShotScore.ENTROPY,
            "lrr",
            ZeroShotScore.LRR,
            "fast_detect_analytic",
            ZeroShotScore.FAST_DETECT);

    static ScoredText of(JsonNode node, String where) {
        int[] ids = integers(node, "token_ids", where);
        TokenStatistics statistics;
        try {
            statistics = TokenStatistics.ofOneModel(
                    ids.length == 0 ? ids : Arrays.copyOfRange(ids, 1, ids.length),
                    numbers(node, "token_loglik", where),
                    integers(node, "token_rank", where),
                    numbers(node, "token_entropy", where),
                    numbers(node, "token_var", where));
        } catch (IllegalArgumentException e) {
            throw new FormatException(where + ": its lists of tokens have different lengths", e);
        }
        if (statistics.count() == 0) {
            throw new FormatException(where + ": holds no scored token");
        }
        Map<ZeroShotScore, Double> scores = new LinkedHashMap<>();
        NAMES.forEach((name, score) -> {
            if (node.hasNonNull(name)) {
                scores.put(score, number(node.get(name), name, where));
            }
        });
        int row = node.path("row").isInt() ? node.path("row").intValue() : -1;
        String kind = node.path("kind").asText();
        return new ScoredText(
                "row %d, %s".formatted(row, kind),
                row,
                kind,
                ids,
                statistics,
                scores,
                node.path("near_ties").asInt(0));
    }

    private static JsonNode list(JsonNode node, String member, String where) {
        JsonNode list = node.path(member);
        if (!list.isArray()) {
            throw new FormatException("%s: %s is no list".formatted(where, member));
        }
        return list;
    }

    private static int[] integers(JsonNode node, String member, String where) {
        JsonNode list = list(node, member, where);
        int[] out = new int[list.size()];
        for (int i = 0; i < out.length; i++) {
            if (!list.get(i).isInt() || list.get(i).intValue() < 0) {
                throw new FormatException("%s: %s[%d] is no token or rank".formatted(where, member, i));
            }
            out[i] = list.get(i).intValue();
        }
        return out;
    }

    private static double[] numbers(JsonNode node, String member, String where) {
        JsonNode list = list(node, member, where);
        double[] out = new double[list.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = number(list.get(i), member, where);
        }
        return out;
    }

    static double number(JsonNode value, String member, String where) {
        if (value.isNumber()) {
            return value.doubleValue();
        }
        return switch (value.asText()) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            case "nan" -> Double.NaN;
            default -> {
                try {
                    yield Double.parseDouble(value.asText());
                } catch (NumberFormatException e) {
                    throw new FormatException("%s: %s holds %s, no number".formatted(where, member, value), e);
                }
            }
        };
    }
}
