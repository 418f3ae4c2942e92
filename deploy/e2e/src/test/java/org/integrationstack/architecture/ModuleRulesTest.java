package org.integrationstack.architecture;

import java.util.Arrays;
import java.util.stream.Stream;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/** What must never be, between modules: who may know whom, and what a service may reach. */
@AnalyzeClasses(
        packages = {
            "org.integrationstack.common",
            "org.integrationstack.connections",
            "org.integrationstack.gateway",
            "org.integrationstack.worker",
            "org.integrationstack.proxy"
        },
        importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleRulesTest {

    private static final String COMMON = "org.integrationstack.common..";
    private static final String CONNECTIONS = "org.integrationstack.connections..";
    private static final String GATEWAY = "org.integrationstack.gateway..";
    private static final String WORKER = "org.integrationstack.worker..";
    private static final String PROXY = "org.integrationstack.proxy..";

    private static final String[] SQL = {
        "io.vertx.sqlclient..", "io.vertx.mutiny.sqlclient..", "org.hibernate..", "java.sql.."
    };
    private static final String[] REDIS = {"io.quarkus.redis..", "io.vertx.redis..", "io.vertx.mutiny.redis.."};

    @ArchTest
    static final ArchRule commonKnowsNoService = noClasses()
            .that()
            .resideInAPackage(COMMON)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(CONNECTIONS, GATEWAY, WORKER, PROXY);

    @ArchTest
    static final ArchRule connectionsKnowsNoOtherService = noClasses()
            .that()
            .resideInAPackage(CONNECTIONS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(GATEWAY, WORKER, PROXY);

    @ArchTest
    static final ArchRule gatewayKnowsNoOtherService = noClasses()
            .that()
            .resideInAPackage(GATEWAY)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(CONNECTIONS, WORKER, PROXY);

    @ArchTest
    static final ArchRule workerKnowsNoOtherService = noClasses()
            .that()
            .resideInAPackage(WORKER)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(CONNECTIONS, GATEWAY, PROXY);

    @ArchTest
    static final ArchRule proxyKnowsNoOtherService = noClasses()
            .that()
            .resideInAPackage(PROXY)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(CONNECTIONS, GATEWAY, WORKER);

    @ArchTest
    static final ArchRule gatewayNeedsKafkaAlone = noClasses()
            .that()
            .resideInAPackage(GATEWAY)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(union(SQL, REDIS))
            .because("a delivery is accepted while Postgres and Redis are away");

    @ArchTest
    static final ArchRule proxyStoresNoTokens = noClasses()
            .that()
            .resideInAPackage(PROXY)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SQL)
            .because("the proxy keeps no state of its own beyond limits and cached answers");

    @ArchTest
    static final ArchRule workerCallsNoProvider = noClasses()
            .that()
            .resideInAPackage(WORKER)
            .and()
            .resideOutsideOfPackage("org.integrationstack.worker.effect.forward..")
            .should()
            .dependOnClassesThat()
            .haveNameMatching(
                    "org\\.integrationstack\\.common\\.http\\.GuardedHttpClient|io\\.vertx\\.(mutiny\\.)?core\\.net\\.NetClient|jakarta\\.ws\\.rs\\.client\\..*")
            .because(
                    "the worker calls providers only through the proxy, and else the product, whose URLs are no provider's");

    @ArchTest
    static final ArchRule workerCallsServicesInOnePlace = noClasses()
            .that()
            .resideInAPackage(WORKER)
            .and()
            .resideOutsideOfPackage("org.integrationstack.worker.service..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("org.integrationstack.common.http.OwnService")
            .because("calls of our own services carry our token and name the tenant");

    @ArchTest
    static final ArchRule oneClientReachesAddressesThatDataDecides = noClasses()
            .that()
            .resideOutsideOfPackage("org.integrationstack.common.http..")
            .should()
            .dependOnClassesThat()
            .haveNameMatching(
                    "java\\.net\\.http\\..*|java\\.net\\.(Http)?URLConnection|io\\.vertx\\.(mutiny\\.)?core\\.http\\.HttpClient|io\\.vertx\\.(mutiny\\.)?ext\\.web\\.client\\..*")
            .because("only the guarded client checks where a call goes");

    private static String[] union(String[] some, String[] others) {
        return Stream.concat(Arrays.stream(some), Arrays.stream(others)).toArray(String[]::new);
    }
}
