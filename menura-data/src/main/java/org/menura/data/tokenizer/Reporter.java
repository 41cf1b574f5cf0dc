package org.menura.data.tokenizer;

import java.util.Locale;
import java.util.concurrent.CancellationException;
import org.menura.data.tokenizer.TrainingProgress.Stage;

/** Turns the wish to end a training into an exception. */
record Reporter(TrainingProgress progress) {
    void at(Stage stage, long done, long total) {
        if (!progress.report(stage, done, total)) {
            throw new CancellationException("The training of the tokenizer was cancelled while "
                    + stage.name().toLowerCase(Locale.ROOT) + ", at " + done + ".");
        }
    }
}
