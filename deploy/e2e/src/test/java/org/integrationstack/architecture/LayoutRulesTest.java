package org.integrationstack.architecture;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** How a module is laid out: features as packages, adapters below them, and who may call an endpoint. */
@AnalyzeClasses(
        packages = {
            "org.integrationstack.common",
            "org.integrationstack.connections",
            "org.integrationstack.gateway",
            "org.integrationstack.worker",
            "org.integrationstack.proxy"
        },
        importOptions = ImportOption.DoNotIncludeTests.class)
class LayoutRulesTest {

    private static final Set<String> ADAPTERS = Set.of("rest", "postgres", "redis", "kafka", "http", "yaml");

    private static final Pattern DOT = Pattern.compile("\\.");

    private static final Set<String> HTTP_METHODS = Set.of(
            "jakarta.ws.rs.GET",
            "jakarta.ws.rs.HEAD",
            "jakarta.ws.rs.POST",
            "jakarta.ws.rs.PUT",
            "jakarta.ws.rs.PATCH",
            "jakarta.ws.rs.DELETE");

    private static final Set<String> BLOCKING = Set.of(
            "io.smallrye.mutiny.groups.UniAwait.indefinitely",
            "io.smallrye.mutiny.groups.UniAwait.atMost",
            "java.util.concurrent.CompletableFuture.join",
            "java.util.concurrent.CompletableFuture.get",
            "java.util.concurrent.Future.get",
            "java.lang.Thread.sleep",
            "java.lang.Thread.join");

    @ArchTest
    static final ArchRule featuresFormNoCircle =
            slices().matching("org.integrationstack.(*).(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule featuresImportOnlyTheRootOfAnother =
            classes().should(importOnlyRootPackagesOfOtherFeatures());

    @ArchTest
    static final ArchRule noDrawerPackages = noClasses()
            .should()
            .resideInAnyPackage(
                    "..impl..", "..util..", "..utils..", "..dto..", "..manager..", "..helper..", "..misc..");

    @ArchTest
    static final ArchRule entitiesStayInTheirAdapter = classes()
            .that()
            .areAnnotatedWith("jakarta.persistence.Entity")
            .should()
            .resideInAPackage("..postgres..")
            .andShould()
            .notBePublic()
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule recordsHaveNoGetters =
            noMethods().that().areDeclaredInClassesThat().areRecords().should().haveNameMatching("get[A-Z].*");

    @ArchTest
    static final ArchRule nothingBlocksTheEventLoop = classes()
            .should(waitOnlyOnThreadsOfTheirOwn())
            .because("the event loop must stay free; a blocking library gets a thread of its own");

    @ArchTest
    static final ArchRule everyEndpointSaysWhoMayCallIt = methods()
            .that(describe("are endpoints", method -> HTTP_METHODS.stream().anyMatch(method::isAnnotatedWith)))
            .and()
            .areDeclaredInClassesThat()
            .areNotInterfaces()
            .should(sayWhoMayCall());

    private static ArchCondition<JavaMethod> sayWhoMayCall() {
        Set<String> access = Set.of(
                "jakarta.annotation.security.RolesAllowed",
                "jakarta.annotation.security.PermitAll",
                "jakarta.annotation.security.DenyAll",
                "io.quarkus.security.Authenticated");
        return new ArchCondition<>("say who may call it") {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                boolean said = access.stream()
                        .anyMatch(name -> method.isAnnotatedWith(name)
                                || method.getOwner().isAnnotatedWith(name));
                events.add(
                        new SimpleConditionEvent(method, said, method.getFullName() + " does not say who may call it"));
            }
        };
    }

    /** On a thread of its own means: in a class that makes one, or while the service ends. */
    private static ArchCondition<JavaClass> waitOnlyOnThreadsOfTheirOwn() {
        return new ArchCondition<>("wait only on threads of their own") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getMethodCallsFromSelf().stream()
                        .filter(call -> BLOCKING.contains(call.getTargetOwner().getName() + "." + call.getName()))
                        .filter(call -> !hasThread(type) && !isPartOfTheEnd(call.getOrigin()))
                        .forEach(call -> events.add(SimpleConditionEvent.violated(type, call.getDescription())));
            }
        };
    }

    private static boolean hasThread(JavaClass type) {
        return type.getConstructorCallsFromSelf().stream()
                .anyMatch(call -> call.getTargetOwner().isEquivalentTo(Thread.class));
    }

    private static boolean isPartOfTheEnd(JavaCodeUnit unit) {
        return unit.isAnnotatedWith("jakarta.annotation.PreDestroy")
                || unit.getRawParameterTypes().stream()
                        .anyMatch(parameter -> parameter.getName().equals("io.quarkus.runtime.ShutdownEvent"));
    }

    private static ArchCondition<JavaClass> importOnlyRootPackagesOfOtherFeatures() {
        return new ArchCondition<>("import only the root package of another feature") {
            @Override
            public void check(JavaClass from, ConditionEvents events) {
                from.getDirectDependenciesFromSelf().forEach(dependency -> {
                    JavaClass to = dependency.getTargetClass();
                    boolean ours = to.getPackageName().startsWith("org.integrationstack.");
                    if (ours && !feature(from).equals(feature(to))) {
                        events.add(new SimpleConditionEvent(
                                from, !isAdapter(to), from.getName() + " reaches into " + to.getName()));
                    }
                });
            }
        };
    }

    /** {@code org.integrationstack.<module>.<feature>}, or the module alone where a class lies at its root. */
    private static String feature(JavaClass type) {
        List<String> parts = parts(type);
        return String.join(".", parts.subList(0, Math.min(4, parts.size())));
    }

    private static boolean isAdapter(JavaClass type) {
        List<String> parts = parts(type);
        return parts.size() > 4
                && ADAPTERS.contains(parts.get(4))
                && !parts.get(2).equals("common");
    }

    private static List<String> parts(JavaClass type) {
        return List.of(DOT.split(type.getPackageName()));
    }
}
