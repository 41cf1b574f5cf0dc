package org.menura.cli;

import java.nio.file.Path;
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
            "  menura eval fairness -m nano --bbq bbq.jsonl --crows-pairs crows_pairs.jsonl --winobias winobias.jsonl",
            "  menura eval fairness --predictions predictions.jsonl --positive 1"
        })
final class EvalFairnessCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Mixin
    private EvalModelOptions model = new EvalModelOptions();

    @Option(names = "--bbq", paramLabel = "FILE", description = "BBQ's questions, as JSON lines.")
    private @Nullable Path bbq;

    @Option(names = "--crows-pairs", paramLabel = "FILE", description = "JSON lines with sent_more, sent_less, bias_type.")
    private @Nullable Path crows;

    @Option(
            names = "--winobias",
            paramLabel = "FILE",
            description = "JSON lines with pro and anti (sentence, spans); the lists male_occupations.txt and female_occupations.txt lie"
                    + " beside it.")
    private @Nullable Path winobias;

    @Option(
            names = "--predictions",
            paramLabel = "FILE",
            description = "A classifier's answers: JSON lines with group, label, prediction. Needs no model.")
    private @Nullable Path predictions;

    @Option(names = "--positive", paramLabel = "LABEL", defaultValue = "1", description = "The positive label of --predictions (default: 1).")
    private String positive = "1";

    @Override
    public Integer call() {
        if (bbq == null && crows == null && winobias == null && predictions == null) {
            throw console.wrong("what shall be measured? --bbq, --crows-pairs, --winobias or --predictions FILE");
        }
        if (predictions != null) {
            console.stream(EqualisedOdds.read(predictions, positive).markdown());
        }
        if (bbq == null && crows == null && winobias == null) {
            return ExitCode.OK;
        }
        try (EvalModel asked = model.open(console)) {
            if (bbq != null) {
                console.stream(BiasQuestions.measure(asked, bbq).markdown() + System.lineSeparator());
            }
            if (crows != null) {
                console.stream(StereotypePairs.measure(asked, crows).markdown() + System.lineSeparator());
            }
            if (winobias != null) {
                console.stream(OccupationPronouns.measure(asked, winobias).markdown());
            }
        }
        return ExitCode.OK;
    }
}
