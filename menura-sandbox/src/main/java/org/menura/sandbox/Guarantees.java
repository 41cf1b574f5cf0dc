package org.menura.sandbox;

import java.util.ArrayList;
import java.util.List;

/**
 * Says what holds for a program in the sandbox on this machine, and by what.
 *
 * @param mechanism what holds it: {@code bubblewrap}, {@code namespaces} or {@code limits}
 * @param noNetwork it has no network but its own loopback
 * @param readOnlyRoot it can write nowhere but in its own folder
 * @param hiddenFiles it sees nothing of the machine but system programs and what it was given
 * @param hiddenProcesses it sees no processes but its own, and so no environment of others
 * @param surelyKilled none of its processes can outlive the run, however they hide
 * @param noPrivileges it has no capabilities and cannot gain any
 * @param processLimit the kernel refuses more processes than the limit (otherwise they are watched and killed)
 */
public record Guarantees(
        String mechanism,
        boolean noNetwork,
        boolean readOnlyRoot,
        boolean hiddenFiles,
        boolean hiddenProcesses,
        boolean surelyKilled,
        boolean noPrivileges,
        boolean processLimit) {

    /** Tells whether code that is not trusted may run: all holds but perhaps the kernel's own count of processes. */
    public boolean strong() {
        return noNetwork && readOnlyRoot && hiddenFiles && hiddenProcesses && surelyKilled && noPrivileges;
    }

    /** Names what does not hold. */
    public List<String> missing() {
        List<String> out = new ArrayList<>();
        add(out, noNetwork, "the network is open");
        add(out, readOnlyRoot, "files outside its folder can be written where the user may");
        add(out, hiddenFiles, "files of the machine can be read where the user may");
        add(out, hiddenProcesses, "other processes can be seen, with their environment where the user is the same");
        add(out, surelyKilled, "a process that hides on purpose can outlive the run");
        add(
                out,
                noPrivileges,
                "it has the privileges of the user, or can gain those of programs that give them (setuid)");
        add(out, processLimit, "the number of processes is watched, not limited by the kernel");
        return List.copyOf(out);
    }

    private static void add(List<String> out, boolean holds, String otherwise) {
        if (!holds) {
            out.add(otherwise);
        }
    }

    @Override
    public String toString() {
        List<String> missing = missing();
        return missing.isEmpty() ? mechanism + ": all holds" : mechanism + ": " + String.join("; ", missing);
    }
}
