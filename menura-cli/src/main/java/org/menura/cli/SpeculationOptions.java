package org.menura.cli;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.session.Session;
import org.menura.generate.session.TokenSequence;
import org.menura.generate.speculate.DraftModel;
import org.menura.generate.speculate.Drafter;
import org.menura.generate.speculate.PromptLookup;
import org.menura.generate.speculate.SpeculativeSequence;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Who guesses ahead. The text stays the same; with good guesses, it comes faster. */
final class SpeculationOptions {
    @Spec(Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--draft",
            paramLabel = "MODEL",
            description = "Let a smaller model with the same vocabulary guess ahead; the text stays the same.")
    private @Nullable String draft;

    @Option(
            names = "--lookup",
            description = "Guess that the text goes on as it did where its last tokens stood before.")
    private boolean lookup;

    @Option(
            names = "--draft-max",
            paramLabel = "N",
            defaultValue = "7",
            description = "Most tokens to guess at a time (default: ${DEFAULT-VALUE}).")
    private int most;

    @Option(
            names = {"--draft-min-p", "--draft-p-min"},
            paramLabel = "P",
            defaultValue = "0.75",
            description = "A guess of --draft ends before a token less likely than this (default: ${DEFAULT-VALUE}).")
    private float minP;

    private LoadedModel.@Nullable Decoder drafter;

    /** Refuses wrong values, before anything is loaded. */
    void check() {
        if (draft != null && lookup) {
            throw wrong("one of --draft and --lookup guesses, not both");
        }
        if (most < 1 || most >= SpeculativeSequence.MOST_ROWS) {
            throw wrong("--draft-max must be 1 to %d, not %d".formatted(SpeculativeSequence.MOST_ROWS - 1, most));
        }
        if (!(minP >= 0 && minP <= 1)) {
            throw wrong("--draft-min-p must be in 0 .. 1, not " + minP);
        }
    }

    /** Whether anyone guesses. */
    boolean isOn() {
        return draft != null || lookup;
    }

    /** A sequence that goes on where a session stands, with guesses if they are asked for. */
    TokenSequence open(Session session, LoadedModel.Decoder model) {
        if (!isOn()) {
            return session;
        }
        return new SpeculativeSequence(session, draft == null ? new PromptLookup() : draftModel(draft, model), most);
    }

    private Drafter draftModel(String name, LoadedModel.Decoder model) {
        if (drafter == null) {
            LoadedModel bundle =
                    LoadedModel.open(ModelOptions.find(name), model.model().ops());
            if (!(bundle instanceof LoadedModel.Decoder decoder)) {
                throw new FormatException(bundle.source().path() + " is no decoder, so it can't draft for one");
            }
            DraftModel.checkVocabulary(decoder.text().tokenizer(), model.text().tokenizer());
            drafter = decoder;
        }
        return new DraftModel(drafter.model(), minP);
    }

    /** How well the guesses of a sequence were, to follow other figures; empty if nobody guessed. */
    static String report(TokenSequence sequence) {
        if (!(sequence instanceof SpeculativeSequence ahead)) {
            return "";
        }
        SpeculativeSequence.Score score = ahead.score();
        return String.format(
                Locale.ROOT,
                "; drafted: %d tokens, %d accepted (%.1f%%)",
                score.drafted(),
                score.accepted(),
                100 * score.rate());
    }

    private ParameterException wrong(String message) {
        return new ParameterException(Objects.requireNonNull(command).commandLine(), message);
    }
}
