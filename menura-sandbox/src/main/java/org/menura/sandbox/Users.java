package org.menura.sandbox;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Lends numbers of users that own nothing on the machine, one for each run, where the JVM is the superuser. */
final class Users {
    private static final int FIRST = 60_001;
    private static final int COUNT = 5_000;
    private static final Set<Integer> LENT = new HashSet<>();

    private Users() {}

    static synchronized int lend() throws SandboxException {
        for (int i = 0; i < COUNT; i++) {
            int user = FIRST + ThreadLocalRandom.current().nextInt(COUNT);
            if (!LENT.contains(user) && Processes.tasksOf(user) == 0) {
                LENT.add(user);
                return user;
            }
        }
        throw new SandboxException(
                "no user's number is free for the sandbox between " + FIRST + " and " + (FIRST + COUNT));
    }

    static synchronized void takeBack(int user) {
        LENT.remove(user);
    }
}
