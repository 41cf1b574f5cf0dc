package org.menura.eval.job;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.menura.eval.report.HtmlReport;
import org.menura.eval.report.ResultsJson;
import org.menura.eval.report.ResultsTable;
import org.menura.eval.report.RunResults;
import org.menura.eval.run.EvaluationResults;
import org.menura.eval.run.SampleResult;
import org.menura.format.OutputFile;
import org.menura.format.json.Json;

/**
 * The files of an evaluation, where lm-evaluation-harness puts them: {@code results_DATE.json}, {@code
 * samples_TASK_DATE.jsonl} and, of our own, {@code results_DATE.md}, {@code results_DATE.html} and {@code
 * times_DATE.json}, the only one that holds the time of day. Each appears when it is complete, the results last.
 */
final class ResultFiles {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss.SSSSSS");

    private final Path folder;
    private final Path results;
    private final String date;

    /**
     * Chooses names.
     *
     * @param output a folder, or a file that ends in .json, whose name is followed by the date
     * @param model the name of the folder below {@code output}
     */
    ResultFiles(Path output, String model, LocalDateTime time) {
        this.date = DATE.format(time);
        String name = output.getFileName() == null ? "" : output.getFileName().toString();
        if (name.endsWith(".json")) {
            Path parent = output.toAbsolutePath().getParent();
            this.folder = parent == null ? Path.of("").toAbsolutePath() : parent;
            this.results = folder.resolve(name.substring(0, name.length() - 5) + "_" + date + ".json");
        } else {
            this.folder = output.resolve(model);
            this.results = folder.resolve("results_" + date + ".json");
        }
    }

    /** Where the answers of a run are kept that is under way. */
    Path journal(String key) {
        return folder.resolve(".answers-" + key + ".jsonl");
    }

    /** Writes all files; returns the results as others read them. */
    RunResults write(String json, EvaluationResults evaluated, boolean withSamples, String times) {
        try {
            Files.createDirectories(folder);
            if (withSamples) {
                for (Map.Entry<String, List<SampleResult>> task :
                        evaluated.documents().entrySet()) {
                    samples(folder.resolve("samples_%s_%s.jsonl".formatted(task.getKey(), date)), task.getValue());
                }
            }
            write(beside("times", "json"), times);
            RunResults parsed = new RunResults(results, Json.parse(json, results.toString()));
            write(beside("results", "md"), ResultsTable.markdown(parsed));
            try {
                write(beside("results", "html"), HtmlReport.of(parsed));
            } catch (IOException e) {
                // A Java without fonts draws nothing; the numbers are what counts.
                Files.deleteIfExists(beside("results", "html"));
            }
            write(results, json);
            return parsed;
        } catch (IOException e) {
            throw new UncheckedIOException("the results can't be written to " + folder + ": " + e.getMessage(), e);
        }
    }

    private Path beside(String kind, String ending) {
        String name = results.getFileName().toString();
        String stem = name.substring(0, name.length() - ".json".length());
        return folder.resolve((kind.equals("results") ? stem : kind + "_" + date) + "." + ending);
    }

    private static void samples(Path file, List<SampleResult> samples) throws IOException {
        List<SampleResult> all = new ArrayList<>(samples);
        OutputFile.write(file, channel -> {
            BufferedWriter out = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8));
            for (SampleResult sample : all) {
                out.write(ResultsJson.sample(sample));
                out.write('\n');
            }
            out.flush();
        });
    }

    private static void write(Path file, String text) throws IOException {
        OutputFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }
}
