package org.menura.conference.tool;

import java.util.ArrayList;
import java.util.List;
import org.menura.conference.tool.Catalog.Fare;

/** Tells whether travel can be chosen so that money and emissions both stay below what is left of their caps. */
final class Caps {
    private Caps() {}

    /** A sum of money and emissions so far. */
    private record Sum(int euro, int kg) {}

    /** Whether one fare of each list can be taken; exact, by the sums that no other sum beats in both. */
    static boolean reachable(List<List<Fare>> open, int euro, int kg) {
        List<Sum> sums = List.of(new Sum(0, 0));
        for (List<Fare> fares : open) {
            List<Sum> next = new ArrayList<>();
            for (Sum s : sums) {
                for (Fare f : fares) {
                    Sum sum = new Sum(s.euro + f.euro(), s.kg + f.kg());
                    if (sum.euro <= euro && sum.kg <= kg) {
                        next.add(sum);
                    }
                }
            }
            sums = best(next);
        }
        return !sums.isEmpty() && euro >= 0 && kg >= 0;
    }

    private static List<Sum> best(List<Sum> sums) {
        List<Sum> sorted = new ArrayList<>(sums);
        sorted.sort((a, b) -> a.euro != b.euro ? a.euro - b.euro : a.kg - b.kg);
        List<Sum> out = new ArrayList<>();
        int least = Integer.MAX_VALUE;
        for (Sum s : sorted) {
            if (s.kg < least) {
                out.add(s);
                least = s.kg;
            }
        }
        return out;
    }
}
