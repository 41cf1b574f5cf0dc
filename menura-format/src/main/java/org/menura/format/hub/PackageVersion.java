package org.menura.format.hub;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A package's version, as far as finding the newest takes (PEP 440): finals and post-releases stand above pre-releases of
 * any number, since registries offer those only where they are asked for.
 *
 * @param release the numbers between dots
 * @param rest what follows them, such as {@code rc1}, {@code .post2} or nothing
 */
record PackageVersion(List<BigInteger> release, String rest) implements Comparable<PackageVersion> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9}!)?(\\d{1,30}(?:\\.\\d{1,30})*)([\\w.+-]*)");

    static Optional<PackageVersion> parse(String text) {
        Matcher m = FORM.matcher(text);
        return m.matches()
                ? Optional.of(new PackageVersion(
                        Stream.of(m.group(2).split("\\.")).map(BigInteger::new).toList(), m.group(3)))
                : Optional.empty();
    }

    private boolean isFinal() {
        return rest.isEmpty() || rest.startsWith(".post") || rest.startsWith("+");
    }

    @Override
    public int compareTo(PackageVersion other) {
        if (isFinal() != other.isFinal()) {
            return isFinal() ? 1 : -1;
        }
        for (int i = 0; i < Math.max(release.size(), other.release.size()); i++) {
            int order = number(i).compareTo(other.number(i));
            if (order != 0) {
                return order;
            }
        }
        return rest.compareTo(other.rest);
    }

    private BigInteger number(int at) {
        return at < release.size() ? release.get(at) : BigInteger.ZERO;
    }
}
