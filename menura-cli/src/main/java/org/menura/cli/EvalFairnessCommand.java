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
            "Measures social bias: BBQ's bias scores, the share of stereotyping sentences that are the more likely ones (CrowS-Pairs),"
                    + " the gap between stereotypical and other pronouns (WinoBias), and whether a classifier errs alike on groups.",
            "A figure near 0 (0.5 for CrowS-Pairs) is no proof of fairness: a model that understands nothing gets it too."
        },
        footer = {
            "%nExamples:",
            "  menura eval fairness -m nano --bbq bbq.jsonl --winobias winobias.jsonl",
            "  menura eval fairness --predictions predictions.jsonl --positive 1"
        })
final class EvalFairnessCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Mixin
    private EvalModelOptions model = new EvalModelOptions();

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
            description =
                    "JSON lines with pro and anti (sentence, spans); the lists male_occupations.txt and female_occupations.txt lie"
                            + " beside it.")
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
        try (EvalModel asked = model.open(console)) {
            if (bbq != null) {
                BiasQuestions bias = BiasQuestions.measure(asked, bbq);
                console.stream(bias.markdown() + System.lineSeparator());
                results.put("bbq", bias.rows());
                data.add(bbq);
            }
            if (crows != null) {
                StereotypePairs pairs = StereotypePairs.measure(asked, crows);
                console.stream(pairs.markdown() + System.lineSeparator());
                results.put("crows_pairs", pairs.rows());
                data.add(crows);
            }
            if (winobias != null) {
                OccupationPronouns pronouns = OccupationPronouns.measure(asked, winobias);
                console.stream(pronouns.markdown());
                results.put("winobias", pronouns.rows());
                data.add(winobias);
            }
            output.write(console, "fairness", asked, asked.name(), data, results);
        }
        return ExitCode.OK;
    }
}
