package org.menura.eval.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.chat.Message;
import org.menura.eval.model.AnswerSink;
import org.menura.eval.model.ContinuationRequest;
import org.menura.eval.model.EvalModel;
import org.menura.eval.model.GenerationRequest;
import org.menura.eval.model.HashModel;
import org.menura.eval.model.LogLikelihood;
import org.menura.format.FormatException;

/** OLMES' rules on requests as AI2 writes them down, and bits per byte of domains. */
class OlmesTest {
    @TempDir
    Path folder;

    /** A model that knows what each continuation is worth after a context's last word. */
    private record Table(Map<String, Double> values) implements EvalModel {
        @Override
        public String name() {
            return "table";
        }

        @Override
        public String tokenizerName() {
            return "";
        }

        @Override
        public List<LogLikelihood> logLikelihoods(List<ContinuationRequest> requests, AnswerSink<LogLikelihood> sink) {
            return requests.stream()
                    .map(r -> new LogLikelihood(values.get(r.context() + "|" + r.continuation()), false))
                    .toList();
        }

        @Override
        public List<Double> rollingLogLikelihoods(List<String> texts, AnswerSink<Double> sink) {
            return texts.stream().map(values::get).toList();
        }

        @Override
        public List<String> generate(List<GenerationRequest> requests, AnswerSink<String> sink) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String renderChat(List<Message> messages, boolean addGenerationPrompt) {
            throw new UnsupportedOperationException();
        }
    }

    private static String line(int doc, int idx, String context, String continuation, String name, Object label) {
        return "{\"request_type\": \"loglikelihood\", \"doc\": {\"gold\": 0}, \"request\": {\"context\": \"%s\", \"continuation\": \"%s\"}, \"idx\": %d, \"task_name\": \"%s\", \"doc_id\": %d, \"native_id\": \"x\", \"label\": %s}\n"
                .formatted(context, continuation, idx, name, doc, label);
    }

    private Path task(String name, String variant, String config, String lines) throws IOException {
        Path at = Files.createDirectories(folder.resolve(name).resolve(variant));
        Files.writeString(at.resolve("config.json"), config);
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(at.resolve("requests.jsonl.gz")))) {
            out.write(lines.getBytes(StandardCharsets.UTF_8));
        }
        return at;
    }

    private static String config(String name, String primary) {
        return "{\"task_name\": \"%s\", \"task_config\": {\"task_name\": \"%s\", \"task_core\": \"arc_challenge\", \"primary_metric\": \"%s\", \"metric_kwargs\": {\"uncond_docid_offset\": 1000000}}}"
                .formatted(name, name, primary);
    }

    @Test
    void theBetterFormCountsWithTheTasksNormalisation() throws IOException {
        task(
                "arc_challenge",
                "rc_5shot",
                config("arc_challenge", "acc_per_char"),
                line(0, 0, "q0", " long answer", "arc_challenge", 0)
                        + line(0, 1, "q0", " no", "arc_challenge", 0)
                        + line(1, 0, "q1", " a", "arc_challenge", 1)
                        + line(1, 1, "q1", " b", "arc_challenge", 1)
                        + line(1_000_000, 0, "Answer:", " long answer", "arc_challenge", 0)
                        + line(1_000_000, 1, "Answer:", " no", "arc_challenge", 0)
                        + line(1_000_001, 0, "Answer:", " a", "arc_challenge", 1)
                        + line(1_000_001, 1, "Answer:", " b", "arc_challenge", 1));
        task(
                "arc_challenge",
                "mc_5shot",
                config("arc_challenge:mc", "acc_raw"),
                line(0, 0, "m0", " A", "arc_challenge:mc", 0)
                        + line(0, 1, "m0", " B", "arc_challenge:mc", 0)
                        + line(1, 0, "m1", " A", "arc_challenge:mc", 1)
                        + line(1, 1, "m1", " B", "arc_challenge:mc", 1));
        Table model = new Table(Map.ofEntries(
                Map.entry("q0| long answer", -12.0),
                Map.entry("q0| no", -4.0),
                Map.entry("q1| a", -1.0),
                Map.entry("q1| b", -2.0),
                Map.entry("Answer:| long answer", -20.0),
                Map.entry("Answer:| no", -5.0),
                Map.entry("Answer:| a", -1.0),
                Map.entry("Answer:| b", -3.0),
                Map.entry("m0| A", -1.0),
                Map.entry("m0| B", -2.0),
                Map.entry("m1| A", -1.0),
                Map.entry("m1| B", -1.0)));
        OlmesResults results = Olmes.measure(model, OlmesTask.find(folder), AnswerSink.none());
        OlmesResults.Row row = results.rows().getFirst();
        assertEquals("5shot", row.variant());
        assertEquals(
                Map.of(
                        Normalisation.NONE,
                        0.0,
                        Normalisation.CHARACTERS,
                        0.5,
                        Normalisation.BYTES,
                        0.5,
                        Normalisation.PMI,
                        1.0),
                row.cloze().accuracies());
        assertEquals(1.0, row.cloze().score());
        assertEquals(0.5, row.letters().score(), "the first of equal letters is chosen");
        assertEquals(row.cloze(), row.best());
        assertEquals(1.0, results.average());
        assertTrue(
                results.markdown()
                        .contains("| arc_challenge (5shot) | 2 | 1.0000 | 0.5000 | 1.0000 ± 0.0000 | cloze | pmi |"),
                results::markdown);
    }

    @Test
    void subjectsOfOneTaskCountAsOneInTheirBetterForm() throws IOException {
        for (String subject : List.of("mmlu_anatomy", "mmlu_law")) {
            boolean first = subject.equals("mmlu_anatomy");
            for (String form : List.of("rc", "mc")) {
                task(
                        subject,
                        form + "_5shot",
                        "{\"task_config\": {\"task_name\": \"%s%s\", \"task_core\": \"%s\"}}"
                                .formatted(subject, form.equals("mc") ? ":mc" : "", subject),
                        line(0, 0, subject + form, " x", subject, first ? 0 : 1)
                                + line(0, 1, subject + form, " y", subject, first ? 0 : 1));
            }
        }
        // cloze: both right; letters: the first alone
        Table model = new Table(Map.of(
                "mmlu_anatomyrc| x",
                -1.0,
                "mmlu_anatomyrc| y",
                -2.0,
                "mmlu_lawrc| x",
                -2.0,
                "mmlu_lawrc| y",
                -1.0,
                "mmlu_anatomymc| x",
                -1.0,
                "mmlu_anatomymc| y",
                -2.0,
                "mmlu_lawmc| x",
                -1.0,
                "mmlu_lawmc| y",
                -2.0));
        OlmesResults results = Olmes.measure(model, OlmesTask.find(folder), AnswerSink.none());
        assertEquals(1.0, results.average());
        assertTrue(
                results.markdown().contains("| mmlu (5shot), mean of subjects | | | | 1.0000 | | |"),
                results::markdown);
    }

    @Test
    void whatIsAskedWithoutTheQuestionIsMadeUpWhereTheFileHasNone() throws IOException {
        task(
                "csqa",
                "rc_5shot",
                "{\"task_config\": {\"task_core\": \"csqa\", \"primary_metric\": \"acc_per_char\"}}",
                line(0, 0, "q", " x", "csqa", 1) + line(0, 1, "q", " y", "csqa", 1));
        Table model = new Table(Map.of("q| x", -1.0, "q| y", -2.0, "Answer:| x", -1.0, "Answer:| y", -5.0));
        OlmesResults results = Olmes.measure(model, OlmesTask.find(folder), AnswerSink.none());
        assertEquals(1.0, results.rows().getFirst().best().score());
    }

    @Test
    void textsWithoutChoicesGiveBitsPerByte() throws IOException {
        task(
                "gsm8k",
                "gold_bpb_5shot",
                "{\"task_config\": {\"task_core\": \"gsm8k\", \"primary_metric\": \"bits_per_byte\"}}",
                line(0, 0, "q", " ä1", "gsm8k", "null") + line(1, 0, "q", " 22", "gsm8k", "\"22\""));
        Table model = new Table(Map.of("q| ä1", -4 * Math.log(2), "q| 22", -6 * Math.log(2)));
        OlmesResults results = Olmes.measure(model, OlmesTask.find(folder), AnswerSink.none());
        assertEquals(1.5, results.rows().getFirst().best().score(), 1e-12);
    }

    @Test
    void damagedFilesGiveASentence() throws IOException {
        String good = line(0, 0, "q", " x", "csqa", 1) + line(0, 1, "q", " y", "csqa", 1);
        byte[] bytes = good.getBytes(StandardCharsets.UTF_8);
        Random random = new Random(3);
        int refused = 0;
        Path file = folder.resolve("requests.jsonl");
        for (int i = 0; i < 500; i++) {
            byte[] bad = bytes.clone();
            for (int j = 0; j <= random.nextInt(4); j++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            Files.write(file, bad);
            try {
                OlmesTask.read(file);
            } catch (FormatException e) {
                refused++;
            }
        }
        assertTrue(refused > 50, refused + " refused");
        assertThrows(FormatException.class, () -> OlmesTask.find(Files.createDirectory(folder.resolve("empty"))));
    }

    @Test
    void domainsAreFoldersFilesOrAField() throws IOException {
        Files.createDirectories(folder.resolve("books/documents"));
        Files.writeString(
                folder.resolve("books/documents/a.jsonl"),
                "{\"id\": \"1\", \"text\": \"abcd\", \"metadata\": {\"d\": \"x\"}}\n{\"id\": \"2\", \"text\": \"ää\", \"metadata\": {\"d\": \"y\"}}\n");
        Files.writeString(
                folder.resolve("news.jsonl"), "{\"id\": \"3\", \"text\": \"ab\", \"metadata\": {\"d\": \"x\"}}\n");
        assertEquals(Map.of("books", List.of("abcd", "ää"), "news", List.of("ab")), DomainTexts.read(folder, null, 0));
        assertEquals(Map.of("x", List.of("abcd", "ab"), "y", List.of("ää")), DomainTexts.read(folder, "metadata.d", 0));
        assertEquals(Map.of("books", List.of("abcd"), "news", List.of("ab")), DomainTexts.read(folder, null, 1));
        double bit = Math.log(2);
        Table model = new Table(Map.of("abcd", -8 * bit, "ää", -4 * bit, "ab", -6 * bit));
        DomainFit fit = DomainFit.measure(model, DomainTexts.read(folder, null, 0), AnswerSink.none());
        assertEquals(1.5, fit.domains().get("books").bitsPerByte(), 1e-12);
        assertEquals(3.0, fit.domains().get("news").bitsPerByte(), 1e-12);
        assertEquals(2.25, fit.macro(), 1e-12);
        assertEquals(1.8, fit.micro(), 1e-12);
        assertThrows(FormatException.class, () -> DomainTexts.read(folder, "metadata.none", 0));
        assertEquals(
                2,
                DomainFit.measure(new HashModel(), DomainTexts.read(folder, null, 0), AnswerSink.none())
                        .domains()
                        .size());
    }
}
