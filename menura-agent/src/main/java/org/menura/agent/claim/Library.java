package org.menura.agent.claim;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The documents that claims may cite, by id. */
public final class Library {
    private final Map<String, Passage> passages = new LinkedHashMap<>();

    /**
     * Creates a library.
     *
     * @throws IllegalArgumentException if two documents have one id
     */
    public Library(Collection<Passage> passages) {
        for (Passage p : passages) {
            if (this.passages.putIfAbsent(p.id(), p) != null) {
                throw new IllegalArgumentException("two documents are called " + p.id());
            }
        }
    }

    /** Returns the document of an id. */
    public Optional<Passage> get(String id) {
        return Optional.ofNullable(passages.get(id));
    }

    /** Returns the documents that a claim cites, as far as there are any of these ids. */
    public List<Passage> cited(Claim claim) {
        List<Passage> cited = new ArrayList<>();
        for (Evidence e : claim.evidence()) {
            get(e.passage()).filter(p -> !cited.contains(p)).ifPresent(cited::add);
        }
        return cited;
    }

    /**
     * Counts the independent sources of a claim: a document and its copies are one, however many agents cite them.
     */
    public int roots(Claim claim) {
        Set<String> roots = new LinkedHashSet<>();
        for (Passage p : cited(claim)) {
            roots.add(root(p));
        }
        return roots.size();
    }

    private String root(Passage passage) {
        Set<String> seen = new LinkedHashSet<>();
        Passage at = passage;
        while (seen.add(at.id()) && !at.root().equals(at.id())) {
            Passage next = passages.get(at.root());
            if (next == null) {
                return at.root();
            }
            at = next;
        }
        return at.id();
    }
}
