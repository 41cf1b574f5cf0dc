package org.menura.data.engine;

/** Hears how a run goes. Called from one thread at a time. */
public interface RunListener {
    /** Says that tasks are done, of those that a phase of the run has. */
    void progress(String phase, int done, int all, long rows);

    /** Says something that is no error, in a sentence. */
    void warns(String sentence);

    /** Hears nothing. */
    RunListener NONE = new RunListener() {
        @Override
        public void progress(String phase, int done, int all, long rows) {}

        @Override
        public void warns(String sentence) {}
    };
}
