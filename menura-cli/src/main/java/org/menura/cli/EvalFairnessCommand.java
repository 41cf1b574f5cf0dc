package org.menura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.eval.model.EvalModel;
import org.menura.eval.trust.BiasQuestions;
import org.menura.eval.trust.EqualisedOdds;
import org.menura.eval.trust.FairnessComparison;
import org.menura.eval.trust.OccupationPronouns;
import org.menura.eval.trust.StereotypePairs;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code menura eval fairness}: measures social bias. */
@Command(
        name = "fairness",
        description = {
            "Measures social bias: BBQ's bias scores, the share of stereotyping sentences that are the more likely"
                    + " ones (CrowS-Pairs), the gap between stereotypical and other pronouns (WinoBias), and whether a"
                    + " classifier errs alike on groups.",
            "A figure near 0 (0.5 for CrowS-Pairs) is no proof of fairness: a model that understands nothing gets it"
                    + " too."
        },
        footer = {
            "%nExamples:",
            "  menura eval fairness -m nano --bbq bbq.jsonl --winobias winobias.jsonl",
            "  menura eval fairness -m nano --against-args peft=ADAPTER --bbq bbq.jsonl",
            "  menura eval fairness --predictions predictions.jsonl --positive 1"
        })
final class EvalFairnessCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Mixin
    private EvalModelOptions model = new EvalModelOptions();

    @Mixin
    private EvalAgainstOptions against = new EvalAgainstOptions();

    @Mixin
    private EvalSuiteOutput output = new EvalSuiteOutput();

    @Option(names = "--bbq", paramLabel = "FILE", description = "BBQ's questions, as JSON lines.")
    private @Nullable Path bbq;

    @Option(
            names = "--crows-pairs",
            paramLabel = "FILE",
            description = "JSON lines with sent_more, sent_less, bias_type.")
    private @Nullable Path crows;

    @Option(
            names = "--winobias",
            paramLabel = "FILE",
            description = "JSON lines with pro and anti (sentence, spans); the lists male_occupations.txt and"
                    + " female_occupations.txt lie beside it.")
    private @Nullable Path winobias;

    @Option(
            names = "--predictions",
            paramLabel = "FILE",
            description = "A classifier's answers: JSON lines with group, label, prediction. Needs no model.")
    private @Nullable Path predictions;

    @Option(
            names = "--positive",
            paramLabel = "LABEL",
            defaultValue = "1",
            description = "The positive label of --predictions (default: 1).")
    private String positive = "1";

    @Override
    public Integer call() throws IOException {
        if (bbq == null && crows == null && winobias == null && predictions == null) {
            throw console.wrong("what shall be measured? --bbq, --crows-pairs, --winobias or --predictions FILE");
        }
        Map<String, Object> results = new LinkedHashMap<>();
        List<Path> data = new ArrayList<>();
        if (predictions != null) {
            EqualisedOdds odds = EqualisedOdds.read(predictions, positive);
            console.stream(odds.markdown());
            results.put("equalised_odds", odds);
            data.add(predictions);
        }
        if (bbq == null && crows == null && winobias == null) {
            output.write(console, "fairness", null, "", data, results);
            return ExitCode.OK;
        }
        Measured first;
        try (EvalModel asked = model.open(console)) {
            first = measure(asked, data);
            first.results().forEach(results::put);
            output.write(console, "fairness", asked, asked.name(), data, results);
        }
        if (against.wanted()) {
            compare(first, data);
        }
        return ExitCode.OK;
    }

    /** What was measured of a model; null what was not asked for. */
    private record Measured(
            @Nullable BiasQuestions bias,
            @Nullable StereotypePairs pairs,
            @Nullable OccupationPronouns pronouns) {
        Map<String, Object> results() {
            Map<String, Object> results = new LinkedHashMap<>();
            if (bias != null) {
                results.put("bbq", bias.rows());
            }
            if (pairs != null) {
                results.put("crows_pairs", pairs.rows());
            }
            if (pronouns != null) {
                results.put("winobias", pronouns.rows());
            }
            return results;
        }
    }

    private Measured measure(EvalModel asked, List<Path> data) {
        BiasQuestions bias = null;
        StereotypePairs pairs = null;
        OccupationPronouns pronouns = null;
        if (bbq != null) {
            bias = BiasQuestions.measure(asked, bbq);
            console.stream(bias.markdown() + System.lineSeparator());
            data.add(bbq);
        }
        if (crows != null) {
            pairs = StereotypePairs.measure(asked, crows);
            console.stream(pairs.markdown() + System.lineSeparator());
            data.add(crows);
        }
        if (winobias != null) {
            pronouns = OccupationPronouns.measure(asked, winobias);
            console.stream(pronouns.markdown());
            data.add(winobias);
        }
        return new Measured(bias, pairs, pronouns);
    }

    private void compare(Measured first, List<Path> data) throws IOException {
        try (EvalModel other = against.open(console, model)) {
            console.line("%n%s:%n".formatted(other.name()));
            Measured second = measure(other, new ArrayList<>());
            List<FairnessComparison.Row> rows = new ArrayList<>();
            if (first.bias() != null && second.bias() != null) {
                rows.addAll(FairnessComparison.of(first.bias(), second.bias()).rows());
            }
            if (first.pairs() != null && second.pairs() != null) {
                rows.addAll(FairnessComparison.of(first.pairs(), second.pairs()).rows());
            }
            if (first.pronouns() != null && second.pronouns() != null) {
                rows.addAll(FairnessComparison.of(first.pronouns(), second.pronouns())
                        .rows());
            }
            FairnessComparison comparison = new FairnessComparison(rows);
            console.stream(System.lineSeparator() + comparison.markdown());
            Map<String, Object> results = new LinkedHashMap<>(second.results());
            results.put("against_before", rows);
            output.writeAfter(console, "fairness", other, data, results);
        }
    }
}
