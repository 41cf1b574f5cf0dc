package org.menura.sandbox;

/** Says how a program in the sandbox came to its end. */
public enum Ended {
    /** It ended by itself; its exit code tells the rest. */
    EXITED,
    /** A signal ended it that no limit sent. */
    SIGNAL,
    /** It ended, but left processes behind, which were killed. */
    LEFT_PROCESSES,
    /** It took longer than it may. */
    WALL_TIME,
    /** It used more processor time than it may. */
    CPU_TIME,
    /** Its processes used more memory than they may. (A single allocation beyond the limit fails inside the program instead.) */
    MEMORY,
    /** It had more processes than it may. (Where the kernel counts them, the program is told so instead.) */
    PROCESSES,
    /** It wrote more to standard output and standard error than it may. */
    OUTPUT,
    /** It wrote a file, a folder or a number of files beyond the limit. */
    FILES
}
