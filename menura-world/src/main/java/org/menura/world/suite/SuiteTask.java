package org.menura.world.suite;

/** A task of a suite. */
public interface SuiteTask {
    /** Returns its id, unique within the suite. */
    String id();

    /** Returns the group in which it is also counted, such as a category; empty if there is none. */
    String group();

    /** Returns the file, and the line, that it stands in, for messages; empty if it stands in none alone. */
    default String where() {
        return "";
    }

    /** Begins a trial of the task in a fresh world. */
    Trial begin(long seed);
}
