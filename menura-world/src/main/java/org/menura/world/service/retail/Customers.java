package org.menura.world.service.retail;

import static org.menura.world.service.python.PythonContainers.get;
import static org.menura.world.service.python.PythonOperators.equal;
import static org.menura.world.service.python.PythonOperators.lower;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.world.service.python.PythonError;
import org.menura.world.service.store.ToolTable.Arguments;

/**
 * The shop's table of users, looked through by what a user says of himself.
 *
 * @param missing the message where there is none
 */
record Customers(Map<String, @Nullable Object> users, String missing) {
    /** Finds the first user with an address of mail, in either case. */
    String byEmail(Arguments a) {
        for (Map.Entry<String, @Nullable Object> user : users.entrySet()) {
            if (lower(get(user.getValue(), "email")).equals(lower(a.get("email")))) {
                return user.getKey();
            }
        }
        throw new PythonError(missing);
    }

    /** Finds the first user with a name, in either case, and a postal code. */
    String byName(Arguments a) {
        for (Map.Entry<String, @Nullable Object> user : users.entrySet()) {
            Object name = get(user.getValue(), "name");
            if (lower(get(name, "first_name")).equals(lower(a.get("first_name")))
                    && lower(get(name, "last_name")).equals(lower(a.get("last_name")))
                    && equal(get(get(user.getValue(), "address"), "zip"), a.get("zip"))) {
                return user.getKey();
            }
        }
        throw new PythonError(missing);
    }
}
