package org.menura.data.tokenizer;

/** Hears how far a training has come, and may end it. */
@FunctionalInterface
public interface TrainingProgress {
    /** Says nothing and never ends a training. */
    TrainingProgress SILENT = (stage, done, total) -> true;

    /** What a training does, in this order. */
    enum Stage {
        /** Words are counted; {@code done} is in documents. */
        COUNTING,
        /** Unigram only: candidates for pieces are gathered; {@code done} is in suffixes of words. */
        SEEDING,
        /** BPE only: pairs are merged; {@code done} is in tokens. */
        MERGING,
        /** Unigram only: pieces are weighed and the worst dropped; {@code done} is in pieces dropped. */
        FITTING
    }

    /**
     * Called every now and then from the training thread.
     *
     * @param done how much of the stage is done
     * @param total how much there is to do, −1 if that is unknown
     * @return whether to go on; {@code false} ends the training with a {@link java.util.concurrent.CancellationException}
     */
    boolean report(Stage stage, long done, long total);
}
