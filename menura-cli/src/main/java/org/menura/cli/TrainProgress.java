package org.menura.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.menura.train.ledger.EvaluationRecord;
import org.menura.train.ledger.SavedCheckpoint;
import org.menura.train.ledger.StepRecord;
import org.menura.train.run.TrainingRun;

/** Shows how a run goes: a line every few seconds, on standard error. */
final class TrainProgress implements TrainingRun.Listener, AutoCloseable {
    private static final double SECONDS_BETWEEN = 5;

    /** Of the share of the last step in the mean of times. */
    private static final double NEW = 0.1;

    private final Console console;
    private long steps;
    private String unit = "tokens";
    private long tokensBefore;
    private double secondsPerStep;
    private double tokensPerSecond;
    private long lastShown = System.nanoTime();

    TrainProgress(Console console) {
        this.console = console;
    }

    @Override
    public void tokenizing(long documents, long seen, boolean complete) {
        if (complete || due()) {
            console.note("%s: %s, %s"
                    .formatted(
                            complete ? "tokenized" : "tokenizing", count(documents, "document"), count(seen, "token")));
        }
    }

    @Override
    public void differs(List<String> sentences) {
        sentences.forEach(s -> console.note("note: " + s));
        console.note("note: what follows may have other bytes than the run would have had where it began");
    }

    @Override
    public void warns(String sentence) {
        console.note("note: " + sentence);
    }

    @Override
    public void begins(long step, long all, long parameters, long seen, String counted) {
        steps = all;
        tokensBefore = seen;
        unit = counted;
        console.note(
                step == 0
                        ? "%s, %,d parameters to teach".formatted(count(all, "step"), parameters)
                        : "going on after step %,d of %,d, %,d parameters to teach".formatted(step, all, parameters));
    }

    @Override
    public void stepped(StepRecord step, double seconds) {
        double share = secondsPerStep == 0 ? 1 : NEW;
        secondsPerStep += share * (seconds - secondsPerStep);
        long tokens = step.tokens() - tokensBefore;
        tokensPerSecond += share * (tokens / seconds - tokensPerSecond);
        tokensBefore = step.tokens();
        if (due() || step.step() == steps) {
            console.note(String.format(
                    Locale.ROOT,
                    "step %,d/%,d  loss %.4f  rate %.2e  norm %.2f  %,.0f %s/s  %s left%s",
                    step.step(),
                    steps,
                    step.loss(),
                    step.learningRate(),
                    step.gradNorm(),
                    tokensPerSecond,
                    unit,
                    left((steps - step.step()) * secondsPerStep),
                    more(step)));
        }
    }

    private static String more(StepRecord step) {
        return step.metrics().isEmpty()
                ? ""
                : step.metrics().entrySet().stream()
                        .map(e -> String.format(Locale.ROOT, "%s %.3f", e.getKey(), e.getValue()))
                        .collect(Collectors.joining("  ", "  ", ""));
    }

    @Override
    public void evaluated(EvaluationRecord e) {
        if (!e.metrics().isEmpty()) {
            console.note("step %,d, %s: %s"
                    .formatted(
                            e.step(),
                            e.name(),
                            e.metrics().entrySet().stream()
                                    .map(m -> String.format(Locale.ROOT, "%s %.4f", m.getKey(), m.getValue()))
                                    .collect(Collectors.joining(", "))));
        }
    }

    @Override
    public void wrote(String prompt, String continuation) {
        console.note("  \"%s\" → %s".formatted(prompt, continuation.strip().replace('\n', ' ')));
    }

    @Override
    public void saved(SavedCheckpoint checkpoint) {
        console.note("step %,d: %s, %s".formatted(checkpoint.step(), checkpoint.folder(), checkpoint.hash()));
    }

    /** A number of things, in words. */
    static String count(long number, String thing) {
        return String.format(Locale.ROOT, "%,d %s%s", number, thing, number == 1 ? "" : "s");
    }

    private boolean due() {
        long now = System.nanoTime();
        if ((now - lastShown) / 1e9 < SECONDS_BETWEEN) {
            return false;
        }
        lastShown = now;
        return true;
    }

    private static String left(double seconds) {
        long s = Math.round(seconds);
        return s < 3600 ? "%d:%02d".formatted(s / 60, s % 60) : "%d:%02d:%02d".formatted(s / 3600, s / 60 % 60, s % 60);
    }

    @Override
    public void close() {
        console.err().flush();
    }
}
