package org.menura.verify.metric;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.menura.eval.metric.Bleu;
import org.menura.eval.metric.BleuTokenizer;
import org.menura.eval.metric.Chrf;
import org.menura.eval.metric.CodeXGlueBleu;
import org.menura.eval.metric.Ter;
import org.menura.verify.Check;

/**
 * Pairs of answer and reference with what sacreBLEU and CodeXGLUE make of them. A record of a corpus has the figures of all
 * pairs, of those of one kind, or of the first {@code n}.
 */
final class TranslationRecords implements MetricRecords {
    @Override
    public boolean recognises(JsonNode first) {
        return first.path("hyp").isTextual()
                && (first.path("ref").isTextual() || first.path("ref").isArray());
    }

    @Override
    public List<Check> check(List<JsonNode> records) {
        List<Check> checks = new ArrayList<>();
        List<JsonNode> pairs =
                records.stream().filter(r -> !r.path("corpus").asBoolean()).toList();
        for (int i = 0; i < pairs.size(); i++) {
            checks.add(sentence("pair " + i, pairs.get(i)));
        }
        for (JsonNode record : records) {
            if (record.path("corpus").asBoolean()) {
                checks.add(corpus(record, pairs));
            }
        }
        return checks;
    }

    private static Check sentence(String name, JsonNode record) {
        String answer = record.path("hyp").asText();
        List<String> references = references(record);
        Figures figures = new Figures(name + " " + record.path("kind").asText(""), record);
        for (BleuTokenizer tokenizer : BleuTokenizer.values()) {
            figures.number(
                    "sacrebleu_sentence_" + tokenizer.key(),
                    Bleu.ofSentence(tokenizer).sentence(answer, references).score());
            figures.number(
                    "sacrebleu_lmeval_corpus_" + tokenizer.key(),
                    Bleu.ofCorpus(tokenizer).sentence(answer, references).score());
        }
        figures.number("chrf", new Chrf(0).sentence(answer, references));
        figures.number("chrfpp", new Chrf(2).sentence(answer, references));
        figures.number("ter", Ter.sentence(answer, references));
        figures.number(
                "codexglue_smooth",
                CodeXGlueBleu.of(List.of(answer), List.of(references), true).bleu());
        figures.get("hyp");
        figures.get("ref");
        return figures.check();
    }

    private static List<String> references(JsonNode record) {
        List<String> references = new ArrayList<>();
        if (record.get("ref").isArray()) {
            record.get("ref").forEach(r -> references.add(r.asText()));
        } else {
            references.add(record.get("ref").asText());
        }
        return references;
    }

    /** All pairs, or those of one kind; which, tell their number and the number of their words. */
    private static List<JsonNode> chosen(JsonNode record, List<JsonNode> pairs) {
        int n = record.path("n").asInt(pairs.size());
        List<List<JsonNode>> choices = new ArrayList<>();
        choices.add(pairs);
        for (String kind :
                pairs.stream().map(p -> p.path("kind").asText("")).distinct().toList()) {
            choices.add(pairs.stream()
                    .filter(p -> p.path("kind").asText("").equals(kind))
                    .toList());
        }
        choices.add(pairs.subList(0, Math.min(n, pairs.size())));
        choices.removeIf(some -> some.size() != n);
        long words = record.path("sacrebleu_none").path("sys_len").asLong(-1);
        return choices.stream()
                .filter(some -> words(some) == words)
                .findFirst()
                .orElse(choices.isEmpty() ? pairs : choices.getFirst());
    }

    private static long words(List<JsonNode> pairs) {
        return pairs.stream()
                .mapToLong(
                        p -> BleuTokenizer.NONE.tokens(p.path("hyp").asText()).size())
                .sum();
    }

    private static Check corpus(JsonNode record, List<JsonNode> pairs) {
        List<JsonNode> chosen = chosen(record, pairs);
        List<String> answers = chosen.stream().map(p -> p.path("hyp").asText()).toList();
        List<List<String>> references =
                chosen.stream().map(TranslationRecords::references).toList();
        Figures figures = new Figures("corpus of " + chosen.size(), record);
        for (BleuTokenizer tokenizer : BleuTokenizer.values()) {
            String field = "sacrebleu_" + tokenizer.key();
            if (figures.has(field)) {
                bleu(figures, field, Bleu.ofCorpus(tokenizer).corpus(answers, references));
            }
        }
        Bleu lower = new Bleu(BleuTokenizer.MTEVAL_13A, true, Bleu.Smoothing.EXP, 0, false);
        figures.number("sacrebleu_lowercase", lower.corpus(answers, references).score());
        figures.number("chrf", new Chrf(0).corpus(answers, references));
        figures.number("chrfpp", new Chrf(2).corpus(answers, references));
        figures.number("ter", Ter.corpus(answers, references));
        for (boolean smooth : new boolean[] {false, true}) {
            String field = "codexglue_smooth_" + (smooth ? "True" : "False");
            if (figures.has(field)) {
                code(figures, field, CodeXGlueBleu.of(answers, references, smooth));
            }
        }
        return figures.check();
    }

    private static void bleu(Figures figures, String field, Bleu.Score score) {
        JsonNode expected = figures.get(field);
        figures.number(field, expected.path("score"), score.score());
        figures.number(field + " bp", expected.path("bp"), score.brevityPenalty());
        figures.number(field + " sys_len", expected.path("sys_len"), (double) score.length());
        figures.number(field + " ref_len", expected.path("ref_len"), (double) score.referenceLength());
        precisions(figures, field, expected, score.precisions());
    }

    private static void code(Figures figures, String field, CodeXGlueBleu.Score score) {
        JsonNode expected = figures.get(field);
        figures.number(field, expected.path("bleu"), score.bleu());
        figures.number(field + " bp", expected.path("bp"), score.brevityPenalty());
        figures.number(field + " ratio", expected.path("ratio"), score.ratio());
        precisions(figures, field, expected, score.precisions());
    }

    private static void precisions(Figures figures, String field, JsonNode expected, double[] precisions) {
        for (int i = 0; i < precisions.length; i++) {
            figures.number(
                    field + " precision " + (i + 1), expected.path("precisions").path(i), precisions[i]);
        }
    }
}
