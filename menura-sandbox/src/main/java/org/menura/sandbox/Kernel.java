package org.menura.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Knows what the kernel's limits mean on this machine. */
final class Kernel {
    private Kernel() {}

    /**
     * Counts the tasks that the kernel adds to those of the sandbox when it limits processes: before Linux 5.14 all of the
     * user's, since then those of the user namespace alone.
     */
    static int otherTasks(int user) {
        if (user >= 0) {
            return 0;
        }
        if (perNamespace(System.getProperty("os.version"))) {
            return 0;
        }
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid") instanceof Integer id
                    ? Processes.tasksOf(id)
                    : 0;
        } catch (IOException | UnsupportedOperationException e) {
            return 0;
        }
    }

    /** Tells whether a kernel's version counts processes per user namespace. */
    static boolean perNamespace(String version) {
        String[] part = version.split("[.-]", -1);
        try {
            int major = Integer.parseInt(part[0]);
            return major > 5 || major == 5 && Integer.parseInt(part[1]) >= 14;
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return false;
        }
    }
}
