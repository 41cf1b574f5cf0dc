package org.menura.world;

import java.util.List;
import java.util.stream.Collectors;
import org.menura.format.FormatException;
import org.menura.world.bfcl.BfclSuite;
import org.menura.world.claims.FeverSuite;
import org.menura.world.claims.HaluEvalSuite;
import org.menura.world.claims.RelaySuite;
import org.menura.world.claims.WiceSuite;
import org.menura.world.dbbench.DbBenchSuite;
import org.menura.world.household.HouseholdPicturesSuite;
import org.menura.world.household.HouseholdSuite;
import org.menura.world.memory.MemorySuite;
import org.menura.world.service.suite.ServiceKind;
import org.menura.world.service.suite.ServiceSuite;
import org.menura.world.suite.Suite;
import org.menura.world.textworld.TextWorldSuite;

/** The suites that {@code menura agent suite} knows. */
public final class Suites {
    private static final List<Suite> ALL = List.of(
            new BfclSuite(false), //
            new BfclSuite(true),
            new DbBenchSuite(),
            new ServiceSuite(ServiceKind.TAU_AIRLINE),
            new ServiceSuite(ServiceKind.TAU_RETAIL),
            new ServiceSuite(ServiceKind.TAU2_RETAIL),
            HouseholdSuite.alfworld(),
            HouseholdSuite.compact(),
            new HouseholdPicturesSuite(),
            new FeverSuite(),
            new HaluEvalSuite(),
            new MemorySuite(),
            new RelaySuite(),
            new WiceSuite(),
            new TextWorldSuite());

    private Suites() {}

    /** Returns all suites. */
    public static List<Suite> all() {
        return ALL;
    }

    /**
     * Returns the suite of a name.
     *
     * @throws FormatException if there is none; the message lists those that there are
     */
    public static Suite named(String name) {
        return ALL.stream()
                .filter(s -> s.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new FormatException("there is no suite %s; there are %s"
                        .formatted(name, ALL.stream().map(Suite::name).sorted().collect(Collectors.joining(", ")))));
    }
}
