package org.menura.eval.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.chat.Message;
import org.menura.eval.model.AnswerSink;
import org.menura.eval.model.ContinuationRequest;
import org.menura.eval.model.EvalModel;
import org.menura.eval.model.GenerationRequest;
import org.menura.eval.model.GenerationSettings;
import org.menura.eval.model.HashModel;
import org.menura.eval.model.LogLikelihood;
import org.menura.format.FormatException;

class DurableModelTest {
    private static final DurableModel.Progress SILENT = (_, _, _, _) -> {};

    @TempDir
    private Path folder;

    /** Answers so many requests, then breaks; says how many it was asked. */
    private static final class Breaking implements EvalModel {
        private final HashModel hash = new HashModel();
        private final int most;
        private int asked;

        Breaking(int most) {
            this.most = most;
        }

        private <T> AnswerSink<T> counted(AnswerSink<T> sink) {
            return (i, answer) -> {
                if (asked++ == most) {
                    throw new IllegalStateException("killed");
                }
                sink.answered(i, answer);
            };
        }

        @Override
        public String name() {
            return "breaking";
        }

        @Override
        public String tokenizerName() {
            return "";
        }

        @Override
        public List<LogLikelihood> logLikelihoods(List<ContinuationRequest> requests, AnswerSink<LogLikelihood> sink) {
            return hash.logLikelihoods(requests, counted(sink));
        }

        @Override
        public List<Double> rollingLogLikelihoods(List<String> texts, AnswerSink<Double> sink) {
            return hash.rollingLogLikelihoods(texts, counted(sink));
        }

        @Override
        public List<String> generate(List<GenerationRequest> requests, AnswerSink<String> sink) {
            return hash.generate(requests, counted(sink));
        }

        @Override
        public String renderChat(List<Message> messages, boolean addGenerationPrompt) {
            return hash.renderChat(messages, addGenerationPrompt);
        }
    }

    private static List<ContinuationRequest> questions() {
        List<ContinuationRequest> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(new ContinuationRequest("Frage " + i / 4 + "\u0000é", " 𝔸" + i % 4));
        }
        all.add(all.getFirst());
        return all;
    }

    @Test
    void whatWasKilledGoesOnWithTheSameAnswers() throws IOException {
        Path file = folder.resolve("a/answers.jsonl");
        List<LogLikelihood> expected = new HashModel().logLikelihoods(questions(), AnswerSink.none());
        try (AnswerJournal journal = AnswerJournal.open(file)) {
            DurableModel model = new DurableModel(new Breaking(7), journal, SILENT);
            assertThrows(IllegalStateException.class, () -> model.logLikelihoods(questions(), AnswerSink.none()));
        }
        Files.write(file, "12345678 {\"key\":\"torn".getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
        Breaking second = new Breaking(1000);
        try (AnswerJournal journal = AnswerJournal.open(file)) {
            assertEquals(7, journal.size());
            DurableModel model = new DurableModel(second, journal, SILENT);
            assertEquals(expected, model.logLikelihoods(questions(), AnswerSink.none()));
        }
        assertEquals(14, second.asked);
        Breaking third = new Breaking(0);
        try (AnswerJournal journal = AnswerJournal.open(file)) {
            List<Integer> heard = new ArrayList<>();
            DurableModel model = new DurableModel(third, journal, SILENT);
            assertEquals(expected, model.logLikelihoods(questions(), (i, _) -> heard.add(i)));
            assertEquals(21, heard.size());
            journal.delete();
        }
        assertFalse(Files.exists(file));
    }

    @Test
    void answersAndTexts() {
        GenerationRequest asked = new GenerationRequest("Q", new GenerationSettings(Map.of("until", List.of("\n"))));
        List<GenerationRequest> requests = List.of(asked, asked, new GenerationRequest("R", asked.settings()));
        Path file = folder.resolve("answers.jsonl");
        for (int most : new int[] {100, 0}) {
            try (AnswerJournal journal = AnswerJournal.open(file)) {
                DurableModel model = new DurableModel(new Breaking(most), journal, SILENT);
                assertEquals(
                        new HashModel().generate(requests, AnswerSink.none()),
                        model.generate(requests, AnswerSink.none()));
                assertEquals(
                        new HashModel().rollingLogLikelihoods(List.of("a", "b"), AnswerSink.none()),
                        model.rollingLogLikelihoods(List.of("a", "b"), AnswerSink.none()));
            }
        }
    }

    @Test
    void damagedLinesEndWhatIsKnown() throws IOException {
        Path file = folder.resolve("answers.jsonl");
        try (AnswerJournal journal = AnswerJournal.open(file)) {
            List<LogLikelihood> _ =
                    new DurableModel(new HashModel(), journal, SILENT).logLikelihoods(questions(), AnswerSink.none());
        }
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        try (AnswerJournal journal = AnswerJournal.open(file)) {
            assertEquals(true, journal.size() > 5 && journal.size() < 15, "kept: " + journal.size());
            assertEquals(
                    new HashModel().logLikelihoods(questions(), AnswerSink.none()),
                    new DurableModel(new HashModel(), journal, SILENT).logLikelihoods(questions(), AnswerSink.none()));
        }
    }

    @Test
    void twoRunsDontShareAFile() {
        Path file = folder.resolve("answers.jsonl");
        try (AnswerJournal _ = AnswerJournal.open(file)) {
            FormatException e = assertThrows(FormatException.class, () -> AnswerJournal.open(file));
            assertEquals(true, e.getMessage().contains(file.toString()), e.getMessage());
        }
    }
}
