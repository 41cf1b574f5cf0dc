package org.menura.sandbox;

import java.time.Duration;

/**
 * Says what a program in the sandbox may use.
 *
 * @param cpu processor time of all its processes together
 * @param wall time from start to end
 * @param memory bytes of memory, for each process by the kernel (address space) and for all together as watched
 * @param addressSpace bytes that one process may reserve; more than {@code memory} for programs that reserve what they never use (JVMs)
 * @param processes processes and threads at one time
 * @param fileBytes bytes of one file
 * @param folderBytes bytes of all files that it writes
 * @param files how many files and folders it may make
 * @param outputBytes bytes on standard output and standard error together
 */
public record Limits(
        Duration cpu,
        Duration wall,
        long memory,
        long addressSpace,
        int processes,
        long fileBytes,
        long folderBytes,
        int files,
        long outputBytes) {
    private static final long MIB = 1L << 20;

    public Limits {
        if (cpu.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("a program needs at least one second of processor time, not " + cpu);
        }
        if (wall.isNegative() || wall.isZero()) {
            throw new IllegalArgumentException("a program needs some time to run, not " + wall);
        }
        if (memory < MIB
                || addressSpace < MIB
                || processes < 1
                || fileBytes < 0
                || folderBytes < 0
                || files < 0
                || outputBytes < 0) {
            throw new IllegalArgumentException(
                    "a sandbox needs at least 1 MiB of memory, one process, and no limit below 0: " + memory + " and "
                            + addressSpace
                            + " bytes, " + processes + " processes, files of " + fileBytes + ", a folder of "
                            + folderBytes + ", " + files
                            + " files, output of " + outputBytes);
        }
    }

    /** Gives limits for a small script: 10 s, 512 MiB, 16 processes, files of 16 MiB, 64 MiB and 4,096 files in all, 1 MiB of output. */
    public static Limits standard() {
        return new Limits(
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                512 * MIB,
                512 * MIB,
                16,
                16 * MIB,
                64 * MIB,
                4096,
                MIB);
    }

    /** Gives limits for a server: a day, an hour of processor time, 1 GiB (4 GiB reserved), 128 processes and threads, 256 MiB of files. */
    public static Limits lasting() {
        return new Limits(
                Duration.ofHours(1),
                Duration.ofDays(1),
                1024 * MIB,
                4096 * MIB,
                128,
                64 * MIB,
                256 * MIB,
                16384,
                64 * MIB);
    }

    /** Sets the time that may pass, and the processor time with it (whole seconds, rounded up). */
    public Limits within(Duration wall) {
        Duration cpu =
                Duration.ofSeconds(Math.max(1, wall.plusNanos(999_999_999).toSeconds()));
        return new Limits(cpu, wall, memory, addressSpace, processes, fileBytes, folderBytes, files, outputBytes);
    }

    public Limits withCpu(Duration cpu) {
        return new Limits(cpu, wall, memory, addressSpace, processes, fileBytes, folderBytes, files, outputBytes);
    }

    /** Sets the memory, for each process and for all together. */
    public Limits withMemory(long bytes) {
        return new Limits(cpu, wall, bytes, bytes, processes, fileBytes, folderBytes, files, outputBytes);
    }

    /** Sets what one process may reserve, where that is more than it uses (JVMs). */
    public Limits withAddressSpace(long bytes) {
        return new Limits(cpu, wall, memory, bytes, processes, fileBytes, folderBytes, files, outputBytes);
    }

    public Limits withProcesses(int count) {
        return new Limits(cpu, wall, memory, addressSpace, count, fileBytes, folderBytes, files, outputBytes);
    }

    /** Sets the bytes of one file, of all files together, and their number. */
    public Limits withFiles(long fileBytes, long folderBytes, int files) {
        return new Limits(cpu, wall, memory, addressSpace, processes, fileBytes, folderBytes, files, outputBytes);
    }

    public Limits withOutput(long bytes) {
        return new Limits(cpu, wall, memory, addressSpace, processes, fileBytes, folderBytes, files, bytes);
    }

    /** The processor time in whole seconds, rounded up, as the kernel counts it. */
    long cpuSeconds() {
        return Math.max(1, cpu.plusNanos(999_999_999).toSeconds());
    }
}
