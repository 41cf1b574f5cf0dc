package org.menura.data.tokenizer;

/** A listener to the progress of a tokenizer's training, which may end it. */
@FunctionalInterface
public interface TrainingProgress {
    /** A listener that reports nothing and never ends a training. */
    TrainingProgress SILENT = (stage, done, total) -> true;

    /** Stages of a training, in this order. */
    enum Stage {
        /** Counting of words; {@code done} is in documents. */
        COUNTING,
        /** Gathering of candidates for pieces, unigram only; {@code done} is in suffixes of words. */
        SEEDING,
        /** Merging of pairs, BPE only; {@code done} is in tokens. */
        MERGING,
        /** Weighing of pieces and dropping of the worst, unigram only; {@code done} is in pieces dropped. */
        FITTING
    }

    /**
     * Reports progress, every now and then, from the training thread.
     *
     * @param done units of the stage that are done
     * @param total units of the stage in all, −1 if that is unknown
     * @return whether to go on; {@code false} ends the training with a {@link java.util.concurrent.CancellationException}
     */
    boolean report(Stage stage, long done, long total);
}
