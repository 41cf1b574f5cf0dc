package org.menura.sandbox;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Is a way to hold a program: the command line that sets it up, and what then holds. */
interface Mechanism {
    /** Says what holds. */
    Guarantees guarantees();

    /** Builds the command line that runs a program in a folder with its limits. */
    List<String> command(Workspace space, SandboxCommand command);

    /** Gives the environment that the command line is started with. */
    default Map<String, String> environment(Workspace space, SandboxCommand command) {
        return Map.of();
    }

    /** Tells whether the program runs as a user of its own, which {@link Workspace#giveTo} names; otherwise as the JVM's. */
    default boolean ownUser() {
        return false;
    }

    /** Tells whether a program that has ended left processes behind; asked before they are killed. */
    default boolean leftProcesses(Workspace space) {
        return space.saysProcessesWereLeft();
    }

    /** Kills all that is left of a run. */
    default void killRest(Workspace space, long root) throws IOException, InterruptedException {}
}
