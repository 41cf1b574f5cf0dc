package org.menura.world.suite;

/** A task of a suite. */
public interface SuiteTask {
    /** Returns its id, unique within the suite. */
    String id();

    /** Returns the group in which it is also counted, such as a category; empty if there is none. */
    String group();

    /** Begins a trial of the task in a fresh world. */
    Trial begin(long seed);
}
